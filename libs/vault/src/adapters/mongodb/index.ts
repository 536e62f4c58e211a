export { MongoVault, UnknownVaultFormat, type VaultOptions } from './mongodb-vault';
export { NotKept, VaultIntake } from './vault-intake';
export { rewrap, type Rewrapped } from './rewrap';
