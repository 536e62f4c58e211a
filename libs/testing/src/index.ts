export * from './given-when-then';
export * from './fake-clock';
export * from './history';
export * from './reads-of';
