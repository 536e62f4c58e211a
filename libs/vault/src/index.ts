export * from './access-log';
export { ForeignVault, type LogBeside, LogMissing, VaultMissing } from './log-beside';
export { BadMasterKey, KeyDamaged, MasterKeyMissing, WrongMasterKey } from './master-key';
export * from './vault.port';
