export { foreignVault, mayBeginLog } from './log-binding';
export { UnknownVaultFormat } from './schema';
export { SqliteKeys } from './sqlite-keys';
export { LOSS_ACCEPTED, VaultEvidence } from './vault-evidence';
export { SqliteVault, type VaultOptions } from './sqlite-vault';
export { type OpenedKey, VaultContents } from './vault-contents';
