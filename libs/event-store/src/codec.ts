import {
  type AnyEventDef,
  canonicalJson,
  departmentCode,
  ERASED,
  type EventOf,
  isErased,
  NewerVersion,
  type Recorded,
} from '@dossier/kernel';
import type { Keys, Place, Sealer } from '@dossier/security';
import type { Proposed, Stored } from './event-store.port';
import { eventHash, type Hashed } from './hash';

/** The part of an event's envelope that the writer sets. */
export type Envelope = Omit<Hashed, 'type' | 'version' | 'data'>;

/** An event in today's version. */
export interface Decoded {
  readonly def: AnyEventDef;
  /**
   * Today's payload. Personal fields are opened when they are read (in old versions: when the payload is). They are
   * ERASED when the owner's key is destroyed or lost for good; reading throws SealBroken or KeyMissing where the value
   * cannot be opened.
   */
  readonly data: unknown;
  readonly at: Recorded;
}

/** The log holds an event that this code does not know: the code is older than the log, or its definition was removed. */
export class UnknownEvent extends Error {
  override readonly name = 'UnknownEvent';
  constructor(readonly type: string) {
    super(`no event ${type} is known`);
  }
}
/** The payload of an event is no JSON object: it was damaged. */
export class EventDamaged extends Error {
  override readonly name = 'EventDamaged';
  constructor(readonly position: number) {
    super(`the payload of event ${position} is damaged`);
  }
}
/** A payload looks like a sealed value. Nothing was written. */
export class ReservedForm extends Error {
  override readonly name = 'ReservedForm';
  constructor(
    readonly type: string,
    readonly field: string,
  ) {
    super(`${type}.${field} may not hold an object with a member $sealed`);
  }
}

/** A sealed value in a payload. */
interface Sealed {
  readonly $sealed: {
    readonly owner: string;
    /** Version of this form: 1. */
    readonly v: number;
    /** Base64 of ciphertext and tag. */
    readonly c: string;
  };
}
const SEAL_VERSION = 1;
const isSealed = (value: unknown): value is Sealed =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, '$sealed');

type Payload = Record<string, unknown>;
/** Owners whose keys a stored payload needs; none for one that is no JSON. */
export function ownersIn(data: string): readonly string[] {
  try {
    return Object.values(JSON.parse(data) as Payload).flatMap((value) => (isSealed(value) ? value.$sealed.owner : []));
  } catch {
    return [];
  }
}

/** A sealed field of one stored event. */
interface Found {
  readonly place: Place;
  readonly position: number;
  readonly c: string;
}

/** Converts facts of decisions to events of the log and back: version, seals, hash. */
export class Codec {
  private readonly defs: ReadonlyMap<string, AnyEventDef>;
  /** Positions of events whose payload was found damaged. */
  readonly damaged = new Set<number>();

  constructor(
    events: readonly AnyEventDef[],
    private readonly sealer: Sealer,
  ) {
    this.defs = new Map(events.map((def) => [def.type, def]));
  }

  /** Owners whose keys `encode` needs for this fact, for `ready`; mostly none. */
  owners({ type, data }: EventOf, subject: string): readonly string[] {
    const { personal } = this.def(type);
    if (personal.length === 0) return [];
    const payload = data as Payload;
    const sealed = personal.filter(({ field }) => isSealable(payload[field]));
    return sealed.map(({ owner }) => ownerOf(type, payload, owner, subject));
  }

  /** Resolves when the owners' keys are on disk; await it before `encode` where something is personal. */
  async ready(owners: readonly string[]): Promise<void> {
    if (owners.length > 0) await this.sealer.ready(owners);
  }

  /**
   * Equal input gives equal bytes, so that an append can be repeated (P4). The fact's own `occurredAt` replaces the
   * envelope's.
   * @param previousHash hash of the event before it in its stream; '' for the first
   * @throws UnknownEvent, ReservedForm; KeyMissing when `ready` was not awaited; OwnerErased; TypeError for no JSON
   */
  encode(event: EventOf, envelope: Envelope, previousHash: string): Proposed {
    const def = this.def(event.type);
    const payload = event.data as Payload;
    const data = canonicalJson(this.seal(def, payload, envelope));
    const placed = {
      ...envelope,
      occurredAt: event.occurredAt ?? envelope.occurredAt,
      type: def.type,
      version: def.version,
      data,
    };
    const { id, type, version, occurredAt, recordedAt, actor, department, businessLine } = placed;
    const { correlationId, causationId, traceparent, backfill } = placed;
    const hash = eventHash(placed, previousHash);
    const origin = { correlationId, causationId, traceparent, backfill };
    return { id, type, version, occurredAt, recordedAt, actor, department, businessLine, ...origin, data, hash };
  }

  /**
   * Decodes in the order given. Loads the keys of sealed values, opens none.
   * @throws UnknownEvent; NewerVersion for an event or a seal of newer code
   */
  async decode(events: readonly Stored[]): Promise<readonly Decoded[]> {
    const owners: string[] = [];
    const read = events.map((event) => {
      const def = this.def(event.type);
      if (event.version > def.version) throw new NewerVersion(event.type, event.version, def.version);
      const payload = payloadOf(event);
      if (!payload) {
        this.damaged.add(event.position);
        return { def, event, payload: {}, sealed: [], isDamaged: true };
      }
      const sealed = sealedFields(def, event, payload);
      for (const { place } of sealed) owners.push(place.owner);
      return { def, event, payload, sealed, isDamaged: false };
    });
    const keys = owners.length > 0 ? await this.sealer.load(owners) : undefined;
    return read.map(({ def, event, payload, sealed, isDamaged }) => {
      for (const found of sealed) this.openWhenRead(payload, found, keys);
      const at = recorded(event);
      if (isDamaged) return damagedWhenRead(def, at);
      return event.version === def.version
        ? { def, data: withCodes(def, payload), at }
        : upcastWhenRead(def, payload, at);
    });
  }

  /**
   * Today's payload without any key: sealed values are ERASED.
   * @throws UnknownEvent, NewerVersion, EventDamaged
   */
  closed(event: Stored): unknown {
    const payload = payloadOf(event);
    if (!payload) throw new EventDamaged(event.position);
    const closed = Object.entries(payload).map(([field, value]) => [field, isSealed(value) ? ERASED : value]);
    const def = this.def(event.type);
    return withCodes(def, def.upcast(event.version, Object.fromEntries(closed)) as Payload);
  }

  private def(type: string): AnyEventDef {
    const def = this.defs.get(type);
    if (!def) throw new UnknownEvent(type);
    return def;
  }

  private seal(def: AnyEventDef, payload: Payload, { id, subject }: Envelope): Payload {
    const inTheOpen = (field: string): boolean => !def.personal.some((personal) => personal.field === field);
    // without it a sender of objects could write a fake sealed value: in old versions seals are recognised by form
    for (const field in payload)
      if (isSealed(payload[field]) && inTheOpen(field)) throw new ReservedForm(def.type, field);
    if (def.personal.length === 0) return payload;
    const written = { ...payload };
    for (const { field, owner: named } of def.personal) {
      const value = payload[field];
      if (!isSealable(value)) continue;
      const owner = ownerOf(def.type, payload, named, subject);
      const c = this.sealer.seal(owner, id, field, value);
      written[field] = { $sealed: { owner, v: SEAL_VERSION, c } } satisfies Sealed;
    }
    return written;
  }

  /** Replaces a sealed value by a getter that opens it once. */
  private openWhenRead(payload: Payload, { place, position, c }: Found, keys: Keys | undefined): void {
    let opened: { readonly value: unknown } | undefined;
    const get = (): unknown => (opened ??= { value: this.sealer.open(place, c, position, keys) }).value;
    Object.defineProperty(payload, place.field, { get, enumerable: true, configurable: true });
  }
}

/** Missing and erased values need no seal. */
const isSealable = (value: unknown): boolean => value !== undefined && value !== null && !isErased(value);

function ownerOf(type: string, payload: Payload, named: string | undefined, subject: string): string {
  const owner = named === undefined ? subject : payload[named];
  if (typeof owner !== 'string' || owner === '')
    throw new TypeError(`${type}: ${String(named)} names no owner of what is personal`);
  return owner;
}

/** Today's version declares its fields; those of an old version are recognised by form. */
function sealedFields(def: AnyEventDef, event: Stored, payload: Payload): readonly Found[] {
  const today = event.version === def.version;
  if (today ? def.personal.length === 0 : !event.data.includes('"$sealed"')) return [];
  const fields = today ? def.personal.map(({ field }) => field) : Object.keys(payload);
  return fields.flatMap((field) => {
    const value = payload[field];
    if (!isSealed(value)) return [];
    const { owner, v, c } = value.$sealed;
    if (v > SEAL_VERSION) throw new NewerVersion(`${event.type}.${field} (its seal)`, v, SEAL_VERSION);
    return [{ place: { eventId: event.id, field, owner }, position: event.position, c }];
  });
}

function payloadOf({ data }: Stored): Payload | undefined {
  try {
    const payload: unknown = JSON.parse(data);
    return typeof payload === 'object' && payload !== null ? (payload as Payload) : undefined;
  } catch {
    return undefined;
  }
}

/** A damaged event must fail alone, not the whole batch. */
const damagedWhenRead = (def: AnyEventDef, at: Recorded): Decoded => ({
  def,
  at,
  get data(): unknown {
    throw new EventDamaged(at.position);
  },
});

/** Upcasters may read sealed values: one that cannot be opened must fail alone, not the whole batch. */
function upcastWhenRead(def: AnyEventDef, payload: Payload, at: Recorded): Decoded {
  let today: { readonly data: unknown } | undefined;
  return {
    def,
    at,
    get data() {
      return (today ??= { data: withCodes(def, def.upcast(at.version, payload) as Payload) }).data;
    },
  };
}

/** Departments by their codes: older events have them as they were sent. */
function withCodes({ departments }: AnyEventDef, payload: Payload): Payload {
  for (const { field, within } of departments) {
    const [holder, at] = within === undefined ? [payload, field] : [payload[field] as Payload | undefined, within];
    const name = holder?.[at];
    if (holder && typeof name === 'string') holder[at] = departmentCode(name);
  }
  return payload;
}

/** The department of an event by its code: older events have it as it was sent. */
export const departmentOf = ({ department }: Pick<Stored, 'department'>): string | null =>
  department === null ? null : departmentCode(department);

const recorded = (event: Stored): Recorded => ({
  id: event.id,
  type: event.type,
  version: event.version,
  stream: event.stream,
  revision: event.revision,
  position: event.position,
  subject: event.subject,
  occurredAt: event.occurredAt,
  recordedAt: event.recordedAt,
  actor: event.actor,
  department: departmentOf(event),
  businessLine: event.businessLine,
  correlationId: event.correlationId,
  causationId: event.causationId,
  traceparent: event.traceparent,
  backfill: event.backfill,
  hash: event.hash,
});
