import type { Access, Credential } from '../../vault.port';

/** What the vault thread is asked to write. It never sees a key unwrapped, nor the master key. */
export type Change =
  | { readonly kind: 'found'; readonly check: Buffer; readonly secret: Buffer }
  | { readonly kind: 'keys'; readonly keys: readonly (readonly [owner: string, wrapped: Buffer])[] }
  | { readonly kind: 'destroy'; readonly owner: string }
  | { readonly kind: 'credential'; readonly credential: Credential }
  | { readonly kind: 'revoke'; readonly id: string; readonly at: string }
  | { readonly kind: 'record'; readonly accesses: readonly Access[] };

export interface Request {
  readonly n: number;
  readonly change: Change;
}

export type Outcome =
  /** On disk; false: there was nothing of that name. */
  | { readonly done: boolean }
  /** This change alone was not written; `exists`: its id is taken. */
  | { readonly failed: 'exists' | 'other'; readonly message: string }
  /** Nothing is written any more. */
  | { readonly stopped: string };
export type Answer = { readonly n: number } & Outcome;

/** The first message of the thread: it can write, or vault.db has a format that it does not know. */
export type Opened = 'ready' | { readonly format: string };
