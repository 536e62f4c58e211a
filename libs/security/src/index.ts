export * from './credentials';
export * from './entropy';
export * from './followed-counter';
export * from './ids';
export * from './sealer';
export * from './sealing';
export * from './signed-text';
