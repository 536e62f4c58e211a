export * from './log-reader.port';
