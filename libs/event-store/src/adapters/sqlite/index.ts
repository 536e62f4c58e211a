export { type DataFolder, FolderInUse, NewerFormat, openDataFolder } from './data-folder';
export { FORMAT } from './schema';
export { SqliteEventStore } from './sqlite-event-store';
