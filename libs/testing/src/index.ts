export * from './given-when-then';
export * from './fake-clock';
export * from './history';
export * from './meaning-of';
export * from './reads-of';
