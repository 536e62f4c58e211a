/** Where the log of the embedded profile lies: all that a reader in another thread must be told. */
export interface LogFolder {
  /** The data folder, symbolic links resolved. */
  readonly path: string;
  /** The log's file. */
  readonly events: string;
}

/** Name of the BroadcastChannel on which the writer tells the position of the last event of each commit. */
export const logChannel = (folder: LogFolder): string => `dossier:log:${folder.path}`;
