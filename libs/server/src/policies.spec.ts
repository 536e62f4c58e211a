import { PolicyPublished } from '@dossier/foundation';
import { defineContext, definePolicy, defineSection } from '@dossier/kernel';
import { IsInt, IsString } from 'class-validator';
import { type DoorUnderTest, openDoor } from '../../testing/src/door';

class Limits {
  @IsInt() readonly low!: number;
  @IsInt() readonly high!: number;
}
const limits = definePolicy<Limits>({
  name: 'limits',
  title: { zh: '限额', en: 'Limits' },
  document: Limits,
  initial: { low: 1, high: 9 },
});

class Notes {
  @IsString() readonly said!: string;
}
const notes = definePolicy<Notes>({
  name: 'notes',
  title: { zh: '说明', en: 'Notes' },
  document: Notes,
  initial: { said: '' },
});

/** There is no 360° view without a section. */
const section = defineSection<object, { readonly nothing: null }>()({
  name: 'empty',
  title: limits.title,
  version: 1,
  from: { PolicyPublished },
  initial: {},
  evolve: { PolicyPublished: (state) => state },
  view: () => ({ nothing: null }),
  figures: { nothing: { formula: limits.title, behind: 'last' } },
  fields: {},
});

let door: DoorUnderTest;
beforeAll(async () => {
  door = await openDoor({
    contexts: [defineContext({ name: 'limits', title: limits.title, slices: [limits, notes, section] })],
  });
});
afterAll(() => door.close());

describe('a policy by HTTP', () => {
  it('is what the software brings while nothing is published', async () => {
    const initial = { name: 'limits', title: limits.title, version: 0, document: { low: 1, high: 9 }, versions: [] };
    const { status, body } = await door.call('GET', '/policies/limits');
    expect([status, body]).toEqual([200, { ...initial, effectiveFrom: null, approvedBy: null, revision: null }]);
    expect((await door.call('GET', '/policies')).body).toMatchObject({
      items: [{ name: 'history' }, initial, { name: 'notes' }, { name: 'personal-data' }],
      next: null,
    });
  });
  it('is refused where its document breaks the rules of the policy, or the policy is unknown', async () => {
    const wrong = await door.call('PUT', '/policies/limits', { document: { low: 'two', top: 1 }, approvedBy: 'board' });
    expect(wrong.status).toBe(400);
    const pointers = (wrong.body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer).sort();
    expect(pointers).toEqual(['/document/high', '/document/low', '/document/top']);
    const unknown = await door.call('PUT', '/policies/nothing', { document: {}, approvedBy: 'board' });
    expect(unknown.status).toBe(400);
    expect(unknown.body).toMatchObject({ errors: [{ pointer: '/name', code: 'unknown-policy' }] });
  });
  it.each(['bo\u202Eard', 'bo\u200Bard', 'board\u{E0041}', 'bo\u001Bard', 'board\uFE0F'])(
    'is approved by nobody with a name that is not seen as it is: %j',
    async (approvedBy) => {
      const { status, body } = await door.call('PUT', '/policies/limits', {
        document: { low: 2, high: 8 },
        approvedBy,
      });
      expect([status, body['errors']]).toMatchObject([400, [{ pointer: '/approvedBy', code: 'wrong-form' }]]);
    },
  );
  it('is published, and shown as of any time', async () => {
    const version = { document: { low: 2, high: 8 }, approvedBy: 'board', effectiveFrom: '2026-02-01T00:00:00.000Z' };
    expect((await door.call('PUT', '/policies/limits', version)).status).toBe(201);
    const published = { ...version, version: 1 };
    const { body } = await door.call('GET', '/policies/limits');
    expect(body).toMatchObject({
      ...published,
      versions: [{ ...published, recordedAt: expect.any(String) as string }],
    });
    expect((await door.call('GET', '/policies/limits?asOf=2026-01-31')).body).toMatchObject({
      version: 0,
      effectiveFrom: null,
      versions: [published],
    });
  });
  it('is listed with the position up to which the list is, once that has passed what the reader wrote', async () => {
    const version = { document: { low: 3, high: 7 }, approvedBy: 'board', effectiveFrom: '2026-02-02T00:00:00.000Z' };
    const { position } = (await door.call('PUT', '/policies/limits', version)).body;
    const after = { 'dossier-after': position, prefer: 'wait=30' };
    const list = await door.call('GET', '/policies', undefined, after);
    expect(list.body).toMatchObject({
      items: [{ name: 'history' }, { name: 'limits', version: 2 }, { name: 'notes' }, { name: 'personal-data' }],
      next: null,
    });
    expect(placeOf(list.body['position'])).toBe(placeOf(position));
    const ahead = { 'dossier-after': String(position).replace(/\d+$/, '999'), prefer: 'wait=0' };
    expect((await door.call('GET', '/policies', undefined, ahead)).body['code']).toBe('reads/not-yet');
    expect((await door.call('GET', '/policies?colour=red')).status).toBe(400);
  });
  it('goes on, however much all its versions say together, and leaves out what the oldest say', async () => {
    const said = (version: number): string => `${version} ${'x'.repeat(450_000)}`;
    const dayOf = (version: number): string => new Date(Date.UTC(2026, 2, version)).toISOString();
    const saysOf = ({ document }: Readonly<Record<string, unknown>>): unknown =>
      (document as Partial<Notes>).said?.split(' ')[0];
    let position: unknown;
    for (let version = 1; version <= 40; version++) {
      const published = { document: { said: said(version) }, approvedBy: 'board', effectiveFrom: dayOf(version) };
      ({ position } = (await door.call('PUT', '/policies/notes', published)).body);
    }
    const after = { 'dossier-after': String(position), prefer: 'wait=30' };
    const { body } = await door.call('GET', '/policies/notes', undefined, after);
    expect([body['version'], body['revision'], saysOf(body)]).toEqual([40, 39, '40']);
    const versions = body['versions'] as readonly Readonly<Record<string, unknown>>[];
    expect(versions).toHaveLength(40);
    expect(versions[0]).toMatchObject({ version: 1, approvedBy: 'board', document: { leftOut: true } });
    expect(versions.slice(-5).map(saysOf)).toEqual(['36', '37', '38', '39', '40']);
    expect(JSON.stringify(body).length).toBeLessThan(6_000_000);
    const first = (await door.call('GET', `/policies/notes?asOf=${dayOf(1)}`)).body;
    expect([first['version'], saysOf(first)]).toEqual([1, '1']);
    expect((await door.call('GET', '/dead-letters')).body['items']).toEqual([]);
    expect(JSON.stringify((await door.call('GET', '/policies')).body).length).toBeLessThan(6_000_000);
  });
  it('is not found under a name that no context knows', async () => {
    expect((await door.call('GET', '/policies/nothing')).status).toBe(404);
  });
});

/** The place in the log that a position ends with. */
const placeOf = (position: unknown): string => String(position).replace(/^.*-/, '');
