export * from './delivery.port';
export * from './journal.port';
export * from './log-delivery';
export * from './log-reader.port';
export * from './selected';
