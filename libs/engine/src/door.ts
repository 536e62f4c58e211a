import type { Instant, Role } from '@dossier/kernel';

/** Who sends or asks. `operator` is the owner of the machine, through the control socket. */
export interface Principal {
  /** Credential id. */
  readonly id: string;
  readonly role: Role;
  /** For staff: the departments they may speak for. Empty for other roles: any. */
  readonly departments: readonly string[];
}

/** What is sent with a command beside its own fields. */
export interface Sent {
  readonly principal: Principal;
  /** Idempotency-Key: of all commands of one principal with the same key only the first has an effect. */
  readonly key?: string;
  /** The same for messages: ids of bulk lines and of reactions, kept apart by principal. Replaces `key`. */
  readonly messageId?: string;
  /** Expected revision of the stream. */
  readonly ifMatch?: number;
  /**
   * What came with the command and is done beside it: under one key it must be the same too. A member that is undefined
   * could have come and did not.
   */
  readonly beside?: unknown;
  readonly occurredAt?: Instant;
  readonly department?: string;
  /** The department as it was sent, where that is not its code: earlier versions knew a repeat by it. */
  readonly departmentNamed?: string;
  /** The command as it was sent, where it names a department otherwise. */
  readonly commandNamed?: object;
  readonly businessLine?: string;
  readonly backfill?: boolean;
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly traceparent?: string;
}

/** What a command did. */
export interface Receipt {
  readonly stream: string;
  readonly revision: number;
  /** Opaque; give it to a query as `Dossier-After`. */
  readonly position: string;
  /** Empty: there was nothing to do. */
  readonly events: readonly { readonly id: string; readonly type: string }[];
}
export interface Answer {
  readonly receipt: Receipt;
  /** The command was the first of its stream. */
  readonly created: boolean;
  /** The key was used before: this is the first answer, nothing was done now. */
  readonly replayed: boolean;
  /** Whom the stream is about; left out where there is no stream. */
  readonly subject?: string;
  /** Id of the customer that the command named; left out where it named none, or one that is unknown now. */
  readonly customer?: string;
}
