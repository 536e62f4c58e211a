export * from './access-log';
export * from './destroy-key';
export { BadMasterKey, KeyDamaged, MasterKeyMissing, WrongMasterKey } from './master-key';
export * from './vault.port';
