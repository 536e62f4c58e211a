import type { Append, Appended } from '@dossier/event-store';
import { type AnyCommandDef, type EventOf, type Naming, ownSubject } from '@dossier/kernel';
import type { Loaded } from './aggregates';
import type { CommandClaim } from './claims';
import type { Sent } from './door';

/** One attempt's view of a command. */
export interface Attempt {
  readonly def: AnyCommandDef;
  readonly command: object;
  readonly sent: Sent;
  readonly stream: string;
  readonly claim: CommandClaim | undefined;
}

/** What was decided, on what was seen. */
export interface Decided extends Loaded {
  readonly events: readonly EventOf[];
  /** That the events take. */
  readonly names: readonly Naming[];
}
/** What was decided, and how it went into the log. */
export interface Written {
  readonly events: readonly EventOf[];
  readonly append: Append;
  readonly appended: Appended;
}

/** Whom a new stream is about. */
export const subjectOf = ({ def, command, stream }: Attempt): string =>
  (def.subject ? def.subject(command) : def.id(command)) ?? ownSubject(stream);
