export { type DataFolder, FolderInUse, holdFolder, NewerFormat, openDataFolder } from './data-folder';
export { acceptEnd, LogEvidence, witnessVault } from './log-evidence';
export { FORMAT } from './schema';
export { SqliteEventStore } from './sqlite-event-store';
