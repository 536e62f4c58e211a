export { ForeignVault, type LogBeside, LogMissing, mayBeginLog, VaultMissing } from './log-binding';
export { BadMasterKey, MasterKeyMissing, WrongMasterKey } from './master-key';
export { UnknownVaultFormat } from './schema';
export { KeyDamaged, SqliteKeys } from './sqlite-keys';
export { LOSS_ACCEPTED, VaultEvidence } from './vault-evidence';
export { SqliteVault, type VaultOptions } from './sqlite-vault';
