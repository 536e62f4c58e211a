import 'reflect-metadata';
import {
  defineEvent,
  ERASED,
  type Erased,
  type EventOf,
  isErased,
  type NewerVersion,
  Personal,
  type Recorded,
} from '@dossier/kernel';
import { type KeySource, Sealer } from '@dossier/security';
import fc from 'fast-check';
import { Codec, type Envelope } from './codec';
import type { Proposed, Stored } from './event-store.port';
import { eventHash, verifyStream } from './hash';

class Keys implements KeySource {
  readonly made = new Map<string, Buffer | 'destroyed'>();
  ensureKeys(owners: readonly string[]): Promise<void> {
    for (const owner of owners) if (!this.made.has(owner)) this.made.set(owner, Buffer.alloc(32, `${owner}/`));
    return Promise.resolve();
  }
  keys(owners: readonly string[]): Promise<ReadonlyMap<string, Buffer | 'destroyed'>> {
    const found = owners.map((owner) => [owner, this.made.get(owner)] as const);
    return Promise.resolve(new Map(found.filter((pair): pair is [string, Buffer] => pair[1] !== undefined)));
  }
  lost(): Promise<ReadonlyMap<string, number>> {
    return Promise.resolve(new Map());
  }
  changes(): Promise<number> {
    return Promise.resolve(0);
  }
}

class Order {
  declare readonly number: string;
  declare readonly lines: readonly unknown[];
}
class Contact {
  declare readonly contactId: string;
  @Personal('contactId') declare readonly phone: string | Erased;
  @Personal() declare readonly note?: unknown;
  declare readonly role: unknown;
}
const OrderPlaced = defineEvent('sales.OrderPlaced', { title: { zh: '订单已下', en: 'Order placed' } }, Order);
const words = { zh: '联系人已添加', en: 'Contact added' };
const ContactAdded = defineEvent('customers.ContactAdded', { title: words }, Contact);

const envelope: Envelope = {
  id: '0190f0e0-0000-7000-8000-000000000001',
  stream: 'contact-k1',
  revision: 0,
  subject: 'c-1',
  occurredAt: '2026-01-01T00:00:00.000Z',
  recordedAt: '2026-01-02T00:00:00.000Z',
  actor: 'key-00000000',
  department: 'sales',
  businessLine: null,
  correlationId: 'x',
  causationId: null,
  traceparent: null,
  backfill: false,
};
const store = (proposed: Proposed, at: Partial<Stored> = {}): Stored => ({
  ...proposed,
  ...{ stream: envelope.stream, subject: envelope.subject, revision: 0, position: 7, ...at },
});

let keys: Keys;
let codec: Codec;
beforeEach(() => {
  keys = new Keys();
  codec = new Codec([OrderPlaced, ContactAdded], new Sealer(keys));
});
async function write(event: EventOf, at: Partial<Envelope> = {}, previousHash = ''): Promise<Stored> {
  const placed = { ...envelope, ...at };
  await codec.ready(codec.owners(event, placed.subject));
  return store(codec.encode(event, placed, previousHash), at);
}
const read = async (stored: Stored, by = codec) => {
  const [decoded] = await by.decode([stored]);
  if (!decoded) throw new Error('nothing was decoded');
  return decoded;
};
/** Code of another day: a process that holds no keys yet. */
const another = (...events: ConstructorParameters<typeof Codec>[0]) => new Codec(events, new Sealer(keys));
const json = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));
const contact = { contactId: 'k1', phone: '+86 138 0013 8000', role: 'buyer', note: { likes: ['茶'] } };

it('reads what was written, whatever the payload', async () => {
  const payload = fc.record({ contactId: fc.string({ minLength: 1 }), phone: fc.string(), note: json, role: json });
  await fc.assert(
    fc.asyncProperty(payload, fc.array(json), async (person, lines) => {
      fc.pre(!(typeof person.role === 'object' && person.role !== null && '$sealed' in person.role));
      expect((await read(await write(ContactAdded(person)), another(ContactAdded))).data).toEqual(person);
      const order = { number: '1', lines };
      expect((await read(await write(OrderPlaced(order)))).data).toEqual(order);
    }),
  );
});

it('gives the envelope without what only the log needs', async () => {
  const stored = await write(OrderPlaced({ number: '1', lines: [] }));
  const decoded = await read(stored);
  const at: Recorded = decoded.at;
  expect(decoded.def).toBe(OrderPlaced);
  expect({ ...at, data: stored.data }).toEqual(stored);
  expect(Object.keys(at)).not.toContain('data');
});

it('gives a retry the same bytes, whatever the order of its fields and whichever process', async () => {
  const first = await write(ContactAdded(contact));
  const { note, ...rest } = contact;
  await keys.ensureKeys(['c-1']);
  codec = another(ContactAdded);
  expect(await write(ContactAdded({ note, ...rest }))).toEqual(first);
});

it("takes the fact's own time before that of the command", async () => {
  const occurredAt = '2011-12-09T12:50:00.000Z';
  const stored = await write(OrderPlaced({ number: '1', lines: [] }, { occurredAt }));
  expect(stored.occurredAt).toBe(occurredAt);
  expect(verifyStream([stored])).toBeNull();
});

it('leaves the place in the log to the log', () => {
  const proposed = codec.encode(OrderPlaced({ number: '1', lines: [] }), envelope, '');
  for (const part of ['stream', 'subject', 'revision']) expect(Object.keys(proposed)).not.toContain(part);
  expect(verifyStream([store(proposed)])).toBeNull();
});

it('covers every part of the envelope by the hash, but not where the event lies in the log', async () => {
  const stored = await write(ContactAdded(contact));
  const other = (part: string, value: string | number | boolean | null) =>
    part === 'data' ? '{}' : typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${value}x`;
  const uncovered = Object.entries(stored).filter(
    ([part, value]) => eventHash({ ...stored, [part]: other(part, value as string) }, '') === stored.hash,
  );
  expect(uncovered.map(([part]) => part).sort()).toEqual(['hash', 'position']);
  expect(stored.hash).toBe(eventHash(stored, ''));
  expect(stored.hash).not.toBe(eventHash(stored, stored.hash));
});

it('seals each personal field with the key of the person whom it is about, and leaves the rest open', async () => {
  const { data } = await write(ContactAdded(contact));
  expect(data).not.toMatch(/138|茶/);
  expect(JSON.parse(data)).toEqual({
    contactId: 'k1',
    role: 'buyer',
    phone: { $sealed: { owner: 'k1', v: 1, c: expect.any(String) as string } },
    note: { $sealed: { owner: 'c-1', v: 1, c: expect.any(String) as string } },
  });
});

it('asks for no key where nothing personal is said', () => {
  expect(codec.owners(OrderPlaced({ number: '1', lines: [] }), 'c-1')).toEqual([]);
  expect(codec.owners(ContactAdded({ contactId: 'k1', phone: ERASED, role: '' }), 'c-1')).toEqual([]);
  expect(codec.owners(ContactAdded(contact), 'c-1')).toEqual(['k1', 'c-1']);
});

it('reads ERASED once the key is destroyed, and the chain still verifies', async () => {
  const first = await write(ContactAdded(contact));
  const second = await write(ContactAdded(contact), { id: 'e2', revision: 1 }, first.hash);
  keys.made.set('k1', 'destroyed');
  const decoded = await another(ContactAdded).decode([first, second]);
  for (const { data } of decoded) expect(data).toEqual({ ...contact, phone: ERASED });
  expect(verifyStream([first, second])).toBeNull();
});

it('states again what was erased without a seal', async () => {
  const stored = await write(ContactAdded({ contactId: 'k1', phone: ERASED, role: 'buyer' }));
  expect(keys.made.size).toBe(0);
  const { data } = await read(stored);
  expect(isErased((data as Contact).phone)).toBe(true);
});

it('writes nothing personal about a person who was erased', async () => {
  keys.made.set('k1', 'destroyed');
  await expect(write(ContactAdded(contact))).rejects.toMatchObject({ name: 'OwnerErased', owner: 'k1' });
});

it('refuses a personal value that names no owner', () => {
  expect(() => codec.owners(ContactAdded({ ...contact, contactId: '' }), 'c-1')).toThrow(TypeError);
});

it('opens a personal value when it is read, and only then', async () => {
  const stored = await write(ContactAdded(contact));
  const tampered = { ...stored, data: stored.data.replace(/("c":".)./, '$1!') };
  const { data } = await read(tampered);
  expect((data as Contact).contactId).toBe('k1');
  expect(() => JSON.stringify(data)).toThrow(expect.objectContaining({ name: 'SealBroken' }) as Error);
});

it('says that a key is missing when the vault is older than the log', async () => {
  const stored = await write(ContactAdded(contact));
  keys.made.clear();
  const { data } = await read(stored, another(ContactAdded));
  expect(() => (data as Contact).phone).toThrow(expect.objectContaining({ name: 'KeyMissing', owner: 'k1' }) as Error);
});

it('refuses an event that it does not know, one of newer code, and a seal of newer code', async () => {
  const order = await write(OrderPlaced({ number: '1', lines: [] }));
  await expect(another(ContactAdded).decode([order])).rejects.toMatchObject({ name: 'UnknownEvent', type: order.type });
  await expect(codec.decode([{ ...order, version: 2 }])).rejects.toMatchObject({
    ...{ name: 'NewerVersion', version: 2, known: 1 },
  } satisfies Partial<NewerVersion>);
  const person = await write(ContactAdded(contact));
  const newer = { ...person, data: person.data.replaceAll('"v":1', '"v":2') };
  await expect(codec.decode([newer])).rejects.toMatchObject({ name: 'NewerVersion', version: 2, known: 1 });
  expect(() => another(ContactAdded).encode(OrderPlaced({ number: '1', lines: [] }), envelope, '')).toThrow('sales.');
});

it('refuses to write in the open what would look sealed', () => {
  const forged = { $sealed: { owner: 'k1', v: 1, c: '' } };
  expect(() => codec.encode(OrderPlaced({ number: '1', lines: [], ...({ forged } as object) }), envelope, '')).toThrow(
    expect.objectContaining({ name: 'ReservedForm', field: 'forged' }) as Error,
  );
  expect(() => codec.encode(ContactAdded({ ...contact, role: forged }), envelope, '')).toThrow('$sealed');
});

describe('an event of an old version', () => {
  class Person {
    declare readonly contactId: string;
    @Personal('contactId') declare readonly phones: readonly (string | Erased)[];
    declare readonly role: string;
  }
  const Today = defineEvent('customers.ContactAdded', { title: words }, Person, [
    ({ phone, ...rest }: { contactId: string; role: string; phone: string | Erased }) => ({ ...rest, phones: [phone] }),
  ]);
  class Bare {
    declare readonly contactId: string;
  }
  const Forgetful = defineEvent('customers.ContactAdded', { title: words }, Bare, [
    (old: { contactId: string }) => ({ contactId: old.contactId }),
  ]);

  it('is upcast with its personal values open, though today they have another name', async () => {
    const stored = await write(ContactAdded(contact));
    expect((await read(stored, another(Today))).data).toMatchObject({ phones: [contact.phone], role: 'buyer' });
    expect((await read(stored, another(Today))).at.version).toBe(1);
  });

  it('is upcast with ERASED where the key was destroyed', async () => {
    const stored = await write(ContactAdded(contact));
    keys.made.set('k1', 'destroyed');
    expect((await read(stored, another(Today))).data).toMatchObject({ phones: [ERASED] });
  });

  it('is upcast without opening what its upcaster does not read, and fails alone where that cannot be opened', async () => {
    const whole = await write(ContactAdded(contact));
    const tampered = { ...whole, data: whole.data.replaceAll(/("c":".)./g, '$1!') };
    expect((await read(tampered, another(Forgetful))).data).toEqual({ contactId: 'k1' });
    const [good, bad] = await another(Today).decode([whole, tampered]);
    expect(good?.data).toMatchObject({ phones: [contact.phone] });
    expect(() => bad?.data).toThrow(expect.objectContaining({ name: 'SealBroken' }) as Error);
  });
});
