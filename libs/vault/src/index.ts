export * from './access-log';
export * from './vault.port';
