export * from './access-log';
export * from './destroy-key';
export * from './vault.port';
