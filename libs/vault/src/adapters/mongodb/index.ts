export { MongoVault, UnknownVaultFormat, type VaultOptions } from './mongodb-vault';
