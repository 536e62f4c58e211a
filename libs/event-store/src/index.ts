export * from './codec';
export * from './event-store.port';
export * from './gap';
export * from './hash';
export * from './log-damaged';
export * from './log-folder';
export * from './log-row';
export * from './slots';
