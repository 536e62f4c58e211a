import type { Noted } from '@dossier/vault';
import { type DoorUnderTest, openDoor, openRig } from '../../testing/src/door';
import type { Rig } from '../../testing/src/rig';
import { CountedRefusals, type Refused } from './edge/counted-refusals';

let rig: Rig;
let door: DoorUnderTest;
beforeAll(async () => {
  rig = await openRig();
});
beforeEach(async () => {
  rig.clock.set('2026-06-30T08:00:00.000Z');
  door = await openDoor({ rig });
});
afterEach(() => door.close());
afterAll(() => rig.close());

const come = (key: string, url = '/api/v1/orders', language = 'en') =>
  door.app.inject({ url, headers: { authorization: `Bearer ${key}`, 'accept-language': language } });
const told = (): unknown => door.notes.map(({ actor, role, action, outcome }) => [actor, role, action, outcome]);
const MINUTE = 60_000;
const WRONG_KEY: Refused = {
  ...{ actor: 'nobody', role: 'none', kind: 'entry', action: 'authenticate', subjects: [], detail: '' },
  outcome: 'auth/unknown-key',
};
const counting = () => {
  const notes: Noted[] = [];
  return { notes, refusals: new CountedRefusals((access) => notes.push(access), { now: () => door.rig.clock.now() }) };
};

describe('a failed entry', () => {
  it('is recorded, whether the key is wrong, was revoked or has expired; the caller is told of no difference', async () => {
    const expiresAt = new Date(Date.parse(door.rig.clock.now()) + 1000).toISOString();
    const expired = await door.edge.keys.issue({ name: 'for an hour', role: 'analyst', expiresAt });
    const revoked = await door.edge.keys.issue({ name: 'lost', role: 'service' });
    await door.edge.keys.revoke(revoked.id);
    door.rig.clock.advance(2000);
    const wrong = `${expired.key.slice(0, -1)}${expired.key.endsWith('A') ? 'B' : 'A'}`;
    const answers = [await come(wrong), await come(expired.key), await come(revoked.key)];
    expect(answers.map((answer) => [answer.statusCode, answer.json<{ code: string }>().code])).toEqual(
      Array(3).fill([401, 'auth/unknown-key']),
    );
    expect(told()).toEqual([
      ['nobody', 'none', 'authenticate', 'auth/unknown-key'],
      [expired.id, 'analyst', 'authenticate', 'auth/expired-key'],
      [revoked.id, 'service', 'authenticate', 'auth/revoked-key'],
    ]);
    expect(door.notes[0]).toMatchObject({ kind: 'entry', detail: 'from 127.0.0.1', subjects: [] });
    expect(JSON.stringify(door.notes)).not.toContain(wrong.slice(5));
  });

  it('is counted where there are many: two records a minute, whatever is tried', async () => {
    for (let i = 0; i < 100; i++) await come(`dsk_guess${i}`);
    expect(told()).toHaveLength(1);
    door.rig.clock.advance(MINUTE);
    await come('dsk_guess');
    expect(door.notes.map(({ detail }) => detail)).toEqual([
      'from 127.0.0.1',
      'from 127.0.0.1, 99 more in the minute 2026-06-30T08:00Z',
      'from 127.0.0.1',
    ]);
  });

  it('does not fill the vault either when it comes from everywhere', () => {
    const { notes, refusals } = counting();
    for (let i = 0; i < 10_000; i++) refusals.note({ ...WRONG_KEY, detail: `from 10.0.${i >> 8}.${i & 255}` });
    refusals.flush();
    expect(notes).toHaveLength(52);
    expect(notes.at(-1)?.detail).toBe('several, 9949 more in the minute 2026-06-30T08:00Z');
  });

  it('by a key that was revoked is named, however many wrong keys came before', () => {
    const { notes, refusals } = counting();
    for (let i = 0; i < 58; i++) refusals.note({ ...WRONG_KEY, detail: `from 10.0.0.${i}` });
    const revoked = { actor: 'key-lost', role: 'service', outcome: 'auth/revoked-key' } as const;
    refusals.note({ ...WRONG_KEY, ...revoked, detail: 'from 10.0.1.1' });
    for (let i = 0; i < 3; i++)
      refusals.note({ ...WRONG_KEY, action: 'sign-in', outcome: 'sign-in/used', detail: 'from 10.0.1.2' });
    expect(notes.at(-2)).toMatchObject({ ...revoked, detail: 'from 10.0.1.1' });
    refusals.flush();
    expect(notes.slice(-2)).toMatchObject([
      {
        actor: 'nobody',
        role: 'none',
        outcome: 'auth/unknown-key',
        detail: expect.stringMatching(/^several, 7 more/) as string,
      },
      { action: 'sign-in', outcome: 'sign-in/used', detail: 'from 10.0.1.2, 2 more in the minute 2026-06-30T08:00Z' },
    ]);
  });

  it('that was counted is recorded when the server stops', async () => {
    for (let i = 0; i < 3; i++) await come('dsk_guess');
    await door.app.close();
    expect(door.notes.at(-1)?.detail).toContain('2 more');
  });
});

describe('what is refused to a key', () => {
  it('is counted: one key cannot fill the vault with what was refused to it, by its role or by its rate', async () => {
    await door.close();
    door = await openDoor({ rig, rate: 10 });
    const { id } = door.edge.keys.list().findLast(({ role }) => role === 'analyst') as { id: string };
    for (let i = 0; i < 200; i++) await come(door.keys.analyst, '/api/v1/keys');
    expect(told()).toEqual([
      [id, 'analyst', 'GET /keys', 'auth/forbidden'],
      [id, 'analyst', 'GET /keys', 'rate/exceeded'],
    ]);
    door.edge.refusals.flush();
    expect(door.notes.slice(2).map(({ outcome, detail }) => [outcome, detail])).toEqual([
      ['auth/forbidden', '49 more in the minute 2026-06-30T08:00Z'],
      ['rate/exceeded', '149 more in the minute 2026-06-30T08:00Z'],
    ]);
  });

  it('is recorded with every customer whom it was about', () => {
    const { notes, refusals } = counting();
    const refused: Refused = {
      ...WRONG_KEY,
      actor: 'key-1',
      role: 'staff',
      kind: 'read',
      outcome: 'audit/unavailable',
    };
    for (let i = 0; i < 250; i++) refusals.note({ ...refused, subjects: [`c-${i}`] });
    refusals.flush();
    expect(notes.map(({ subjects }) => subjects.length)).toEqual([1, 100, 100, 49]);
    expect(new Set(notes.flatMap(({ subjects }) => subjects)).size).toBe(250);
  });

  it('is counted by outcome where one key is refused in many ways', () => {
    const { notes, refusals } = counting();
    const refused: Refused = { ...WRONG_KEY, actor: 'key-1', role: 'staff', kind: 'read', outcome: 'auth/forbidden' };
    for (let i = 0; i < 200; i++) refusals.note({ ...refused, action: `GET /${i}` });
    refusals.flush();
    expect(notes).toHaveLength(52);
    expect(notes.at(-1)).toMatchObject({ actor: 'key-1', action: 'several', outcome: 'auth/forbidden' });
  });
});

describe('the audit', () => {
  it('records who read it, and who was refused', async () => {
    await come(door.keys.auditor, '/api/v1/audit/access?customer=14646&limit=5');
    await come(door.keys.analyst, '/api/v1/audit/access');
    await come(door.keys.auditor, '/api/v1/audit/actors');
    await come(door.keys.admin, '/api/v1/keys');
    await come(door.keys.sales, '/api/v1/keys');
    expect(door.notes.map(({ action, role, outcome }) => [action, role, outcome])).toEqual([
      ['GET /audit/access', 'auditor', 'done'],
      ['GET /audit/access', 'analyst', 'auth/forbidden'],
      ['GET /audit/actors', 'auditor', 'done'],
      ['GET /keys', 'admin', 'done'],
      ['GET /keys', 'staff', 'auth/forbidden'],
    ]);
    expect(door.notes[0]).toMatchObject({
      subjects: ['c-1'],
      detail: expect.stringMatching(/^\d rows customer limit$/) as string,
    });
  });

  it.each(['anna@example.com', '13912345678', 'c-1\u202e', '王芳'])(
    'does not keep what was typed: %s',
    async (typed) => {
      const url = `/api/v1/audit/access?customer=${encodeURIComponent(typed)}`;
      expect((await come(door.keys.auditor, url)).statusCode).toBe(200);
      expect(door.notes).toMatchObject([{ action: 'GET /audit/access', subjects: [], detail: '0 rows customer' }]);
    },
  );

  it('refuses a time that ends before it begins, and takes one day', async () => {
    const refused = await come(door.keys.auditor, '/api/v1/audit/access?from=2026-03-02&to=2026-03-01');
    expect(refused.json()).toMatchObject({ errors: [{ pointer: '?to', code: 'ends-before' }] });
    expect((await come(door.keys.auditor, '/api/v1/audit/access?from=2026-03-02&to=2026-03-02')).statusCode).toBe(200);
  });

  it('keeps the id of a customer who is not known any more', async () => {
    await come(door.keys.auditor, '/api/v1/audit/access?customer=c-gone');
    expect(door.notes[0]).toMatchObject({ subjects: ['c-gone'] });
  });

  it('has of a customer also what was done with an order before it was attributed, and by its own name after', async () => {
    const about = (action: string, ...subjects: readonly string[]): void =>
      rig.accessLog.note({ ...WRONG_KEY, at: rig.clock.now(), kind: 'read', action, subjects, outcome: 'done' });
    about('before', '~order-late');
    about('elsewhere', '~order-other');
    await rig.send('shop.Attribute', { member: '~order-late', into: 'c-1' });
    await rig.caughtUp();
    about('after', '~order-late');
    about('of the customer', 'c-1');
    await rig.accessLog.written();
    const { items } = (await come(door.keys.auditor, '/api/v1/audit/access?customer=c-1&limit=3')).json<{
      items: { action: string }[];
    }>();
    expect(items.map(({ action }) => action)).toEqual(['of the customer', 'after', 'before']);
  });

  it('has of a command its title, in both languages', async () => {
    await come(door.keys.auditor, '/api/v1/keys');
    const [action = '', command] = [...door.edge.engine.registry.commands][0] ?? [];
    rig.accessLog.note({ ...(door.notes[0] as Noted), kind: 'command', action });
    await rig.accessLog.written();
    const { items } = (await come(door.keys.auditor, '/api/v1/audit/access?limit=2')).json<{ items: object[] }>();
    expect(items).toMatchObject([
      { action, title: command?.title },
      { action: 'GET /keys', title: null },
    ]);
  });

  it('names actors beside their ids, those whose key was revoked too', async () => {
    const left = await door.edge.keys.issue({ name: 'Li Wei', role: 'admin' });
    await come(left.key, '/api/v1/keys');
    await door.edge.keys.revoke(left.id);
    for (const actor of ['operator', 'reactor-late']) rig.accessLog.note({ ...(door.notes[0] as Noted), actor });
    await rig.accessLog.written();
    const { items } = (await come(door.keys.auditor, '/api/v1/audit/access?limit=3', 'zh')).json<{ items: object[] }>();
    expect(items).toMatchObject([
      { actor: 'reactor-late', actorName: null },
      { actor: 'operator', actorName: '本机操作者' },
      { actor: left.id, actorName: 'Li Wei' },
    ]);
    const actors = (await come(door.keys.auditor, '/api/v1/audit/actors')).json<{ items: object[] }>().items;
    expect(actors).toContainEqual({ id: left.id, name: 'Li Wei', role: 'admin', active: false });
    expect(actors).toContainEqual({ id: 'operator', name: 'owner of the machine', role: 'admin', active: true });
    expect(JSON.stringify(actors)).not.toMatch(/secret|hash|departments/i);
  });

  it.each(['service', 'analyst', 'sales'] as const)('names nobody to %s', async (role) => {
    expect((await come(door.keys[role], '/api/v1/audit/actors')).statusCode).toBe(403);
    const key = (await door.edge.keys.issue({ name: 'Li Wei', role: 'admin' })).id;
    const event = { type: 'shop.OrderShipped', data: {}, actor: key } as never;
    jest.spyOn(door.edge.engine.customers, 'timeline').mockResolvedValue({ items: [event], next: null });
    expect((await come(door.keys[role], '/api/v1/customers/14646/timeline')).body).not.toContain('Li Wei');
    expect((await come(door.keys.auditor, '/api/v1/customers/14646/timeline')).body).toContain('"actorName":"Li Wei"');
    jest.restoreAllMocks();
  });
});
