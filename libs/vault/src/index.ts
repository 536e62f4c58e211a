export * from './access-log';
export { ForeignVault, type LogBeside, LogMissing, VaultMissing } from './log-beside';
export { BadMasterKey, KeyDamaged, MasterKeyMissing, MasterKeyUnknown, WrongMasterKey } from './master-key';
export * from './vault.port';
