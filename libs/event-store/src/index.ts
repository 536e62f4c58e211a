export * from './event-store.port';
export * from './partition';
export * from './hash';
