import type { Claim, Claimed, EventStore } from '@dossier/event-store';
import { type AnyCommandDef, canonicalJson } from '@dossier/kernel';
import { derivedId, fingerprint, keyedHash } from '@dossier/security';
import type { Sent } from './door';

/** What a command claims in the log, so that it has one effect however often it is sent. */
export class CommandClaim implements Claim {
  readonly #earlier: () => readonly string[];

  /** @param earlier the fingerprints that earlier versions gave the same command */
  constructor(
    readonly key: string,
    readonly fingerprint: string,
    earlier: () => readonly string[],
  ) {
    this.#earlier = earlier;
  }

  /** Whether a claim is of the same command. */
  isOf({ fingerprint: known }: Pick<Claimed, 'fingerprint'>): boolean {
    return known === this.fingerprint || this.#earlier().includes(known);
  }
}

/** Makes claims of commands and looks them up in the log. */
export class Claims {
  /** Cache: a command that is rehearsed and then run needs its claim twice, and hashing thousands of lines is slow. */
  private readonly made = new WeakMap<object, { readonly sent: Sent; readonly claim: CommandClaim | undefined }>();

  /** Of commands that were rehearsed and had not been sent before. */
  private readonly free = new WeakSet<CommandClaim>();

  /** @param secret of the installation: without it a phone number in a command could be guessed from the hash */
  constructor(
    private readonly store: EventStore,
    private readonly secret: Buffer,
  ) {}

  /** undefined for a command that is sent under no key. */
  of(def: AnyCommandDef, command: object, sent: Sent): CommandClaim | undefined {
    const made = this.made.get(command);
    if (made?.sent === sent) return made.claim;
    const claim = this.make(def, command, sent);
    this.made.set(command, { sent, claim });
    return claim;
  }

  private make(def: AnyCommandDef, command: object, sent: Sent): CommandClaim | undefined {
    const key = keyOf(sent);
    if (key === undefined) return undefined;
    const content = (named = command, by = sent): readonly string[] => contentOf(def, named, by);
    const hash = (of: readonly string[]): string => keyedHash(this.secret, 'command', ...of);
    return new CommandClaim(key, hash(content()), () => {
      const bare = (of: readonly string[]): string => fingerprint('command', ...of); // without secret
      const { departmentNamed, commandNamed } = sent;
      if (departmentNamed === undefined && commandNamed === undefined) return [bare(content())];
      const by = departmentNamed === undefined ? sent : { ...sent, department: departmentNamed };
      const named = content(commandNamed, by);
      return [bare(content()), hash(named), bare(named)];
    });
  }

  /**
   * The earlier answer under the key. In old versions message ids were not kept apart by sender: a command claimed that
   * way stays done, and a repeat has no second effect.
   */
  async before(claim: CommandClaim, { messageId }: Sent): Promise<Claimed | undefined> {
    const first = await this.store.claimed(claim.key);
    if (first !== undefined || messageId === undefined) return first;
    const once = await this.store.claimed(fingerprint('key', 'message', messageId));
    return once && claim.isOf(once) ? once : undefined;
  }

  /** The earlier answer as {@link before} gives it, of a command that is rehearsed and then sent. */
  async beforeRehearsal(claim: CommandClaim, sent: Sent): Promise<Claimed | undefined> {
    const first = await this.before(claim, sent);
    if (first === undefined) this.free.add(claim);
    return first;
  }

  /** True, once, after a rehearsal that found no earlier answer. Whoever was faster since then is found by the append. */
  wasFree(claim: CommandClaim): boolean {
    return this.free.delete(claim);
  }

  /** Whether anything was sent under the same key. */
  async isClaimed(sent: Sent): Promise<boolean> {
    const key = keyOf(sent);
    return key !== undefined && (await this.store.claimed(key)) !== undefined;
  }
}

function keyOf({ principal, key, messageId }: Sent): string | undefined {
  if (messageId !== undefined) return fingerprint('key', 'message', principal.id, messageId);
  return key === undefined ? undefined : fingerprint('key', principal.id, key);
}

/** The id of an event of a command that was sent under a key. */
export const idUnder = (key: string, revision: number): string => derivedId('event', key, String(revision));

/** The id of an event of a step before such a command; it has none of the command's own, whose revisions it may repeat. */
export const idOfStep = (key: string, stream: string, revision: number): string =>
  derivedId('event', key, stream, String(revision));

/** What must be equal under one key: the command and what was sent with it. */
const contentOf = ({ name }: AnyCommandDef, command: object, sent: Sent): readonly string[] => [
  name,
  canonicalJson(command),
  canonicalJson({ ...sent, ...NOT_CONTENT }),
];
/** Left out of the comparison: the sender, the key, tracing, and by which of their names departments were called. */
const NOT_CONTENT: Readonly<Partial<Record<keyof Sent, undefined>>> = {
  principal: undefined,
  key: undefined,
  messageId: undefined,
  traceparent: undefined,
  correlationId: undefined,
  departmentNamed: undefined,
  commandNamed: undefined,
};

/** A step is sent like the command it belongs to, but under its own key, which no sender can write. */
export function sentWith({ key, messageId, ...rest }: Sent, index?: number): Sent {
  const sent = { ...rest };
  // these belong to the main command
  delete sent.ifMatch;
  delete sent.beside;
  delete sent.commandNamed;
  if (index === undefined) return sent; // a reservation needs no key: its content shows a repeat
  const own = (text: string): string => `${text}\nstep ${index}`;
  return {
    ...sent,
    ...(key !== undefined && { key: own(key) }),
    ...(messageId !== undefined && { messageId: own(messageId) }),
  };
}
