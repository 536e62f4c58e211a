import type { LogEnd } from '@dossier/event-store';
import type { Text } from '@dossier/kernel';
import type { Access, Credential, KeptZone } from '../../vault.port';

/** A change for the vault thread to write. The thread never sees an unwrapped key or the master key. */
export type Change =
  | { readonly kind: 'found'; readonly check: Buffer; readonly secret: Buffer }
  | { readonly kind: 'bind'; readonly log: string }
  | { readonly kind: 'release'; readonly accesses: readonly Access[] }
  | { readonly kind: 'keys'; readonly keys: readonly (readonly [owner: string, wrapped: Buffer])[] }
  | { readonly kind: 'destroy'; readonly owner: string }
  | { readonly kind: 'credential'; readonly credential: Credential }
  | { readonly kind: 'revoke'; readonly id: string; readonly at: string }
  | { readonly kind: 'begin-zone'; readonly zone: KeptZone }
  | { readonly kind: 'change-zone'; readonly zone: KeptZone; readonly access: Access }
  | {
      readonly kind: 'accept-loss';
      /** The log goes on under another name. */
      readonly renamed: boolean;
      readonly accesses: readonly Access[];
      readonly seen: LogEnd;
      readonly owners: readonly string[];
    }
  | { readonly kind: 'record'; readonly accesses: readonly Access[]; readonly seen?: LogEnd };

export interface Request {
  readonly n: number;
  readonly change: Change;
}

/**
 * To the vault thread. `stop-waiting`: from now on it refuses what would wait for another process; without it a process
 * with a waiting change could not end.
 */
export type ToVault = Request | 'stop-waiting' | 'close';

export type Outcome =
  /** On disk; false: nothing of that name exists. */
  | { readonly done: boolean }
  /** Only this change was not written: its id is taken, or a value does not fit. `other`: try it again. */
  | { readonly failed: 'exists' | 'unfit' | 'other'; readonly message: string }
  /** Nothing is written any more. */
  | { readonly stopped: Text; readonly code?: string };
export type Answer = { readonly n: number } & Outcome;

/** From the vault thread: answers to requests, or that they wait for another process. */
export type Said = readonly Answer[] | 'locked';

/** The first message of the thread: ready, or an unknown format of vault.db. */
export type Opened = 'ready' | { readonly format: string };
