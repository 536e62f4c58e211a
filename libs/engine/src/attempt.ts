import type { Append, Appended } from '@dossier/event-store';
import { type AnyCommandDef, type EventOf, type Naming, ownSubject } from '@dossier/kernel';
import type { Loaded } from './aggregates';
import type { CommandClaim } from './claims';
import type { Sent } from './door';

/** One attempt at a command. */
export interface Attempt {
  readonly def: AnyCommandDef;
  readonly command: object;
  readonly sent: Sent;
  readonly stream: string;
  readonly claim: CommandClaim | undefined;
  /** Of a step that goes before a command and has no claim: that of the command. */
  readonly stepOf?: CommandClaim | undefined;
}

/** What was decided, with the state it was decided on. */
export interface Decided extends Loaded {
  readonly events: readonly EventOf[];
  /** Names that the events take. */
  readonly names: readonly Naming[];
}
/** What was decided and appended. */
export interface Written {
  readonly events: readonly EventOf[];
  readonly append: Append;
  readonly appended: Appended;
}

/** The subject of a new stream. */
export const subjectOf = ({ def, command, stream }: Attempt): string =>
  (def.subject ? def.subject(command) : def.id(command)) ?? ownSubject(stream);
