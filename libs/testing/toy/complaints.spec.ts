import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApi } from '../../server/src/openapi';
import { allContexts } from '../src/context-folders';
import { type DoorUnderTest, openDoor } from '../src/door';
import { declaredIn, forgotten } from '../src/forgotten';
import { eventHistory } from '../src/history';
import { type Answers, openAnswers } from '../src/open-answers';
import { complaints } from './complaints/complaints.module';
import { others } from './others';

/** A context that the guides in docs/ are quoted from: a folder, and its name in the list of contexts. */
const FOLDER = join(__dirname, 'complaints');
const WITH = [...others, complaints];

let door: DoorUnderTest;
beforeAll(async () => {
  door = await openDoor({ contexts: WITH });
  const customer = { customerId: 'c-1', kind: 'organisation', name: 'Acme', department: 'sales' };
  await call('POST', '/customers', customer);
  await call('POST', '/complaints', { ...filed, complaintId: 'k-0', severity: 'minor' });
  for (const [step, body] of STEPS) await call('POST', `/complaints/k-0/${step}`, body);
});
afterAll(() => door.close());

const filed = { complaintId: 'k-1', customerId: 'c-1', severity: 'major', complaint: '密封圈漏油' };
const STEPS = [
  ['cause', { cause: 'material' }],
  ['action', { corrective: '更换密封圈', preventive: '来料检验' }],
  ['verification', { effective: true }],
  ['close', { answer: '已更换' }],
] as const;
async function call(...request: Parameters<DoorUnderTest['call']>): Promise<Readonly<Record<string, unknown>>> {
  const { status, body } = await door.call(...request);
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}
const get = (path: string): Promise<Readonly<Record<string, unknown>>> => call('GET', path);

describe('a context of one folder and one line', () => {
  it('has slices of thirty lines and fewer on average', () => {
    const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /^(write|read|react)\/.*(?<!\.spec)\.ts$|-policy\.ts$/.test(file),
    );
    const lines = files.map((file) => readFileSync(join(FOLDER, file), 'utf8').trimEnd().split('\n').length);
    expect(files.length).toBe(complaints.slices.length);
    expect(lines.reduce((sum, each) => sum + each, 0) / files.length).toBeLessThanOrEqual(30);
  });

  it('forgets nothing that its files declare', () => {
    expect(forgotten(complaints, declaredIn(FOLDER), [...allContexts, complaints])).toEqual([]);
  });

  it('is listed, filtered and read one by one', async () => {
    const list = await get('/complaints?filter[severity]=minor&filter[customer]=c-1');
    expect(list).toMatchObject({ items: [{ key: 'complaint-k-0', complaint: '密封圈漏油' }], next: null });
    expect(await get('/complaints/k-0')).toMatchObject({ closedAt: '2026-06-30T08:00:00.000Z', revision: 4 });
  });

  it('has its part in the 360° view, its figures with their reasons, and its events in the timeline', async () => {
    expect(await get('/customers/c-1/360')).toMatchObject({ complaints: { filed: 1, open: 0, escalated: 0 } });
    expect(await get('/customers/c-1/360/why?figure=/complaints/open')).toMatchObject({
      value: 0,
      events: [
        { says: { zh: '受理投诉（轻微）：密封圈漏油', en: 'Complaint filed (minor): 密封圈漏油' } },
        { title: { zh: '投诉已结案', en: 'Complaint closed' } },
      ],
    });
    const { items } = (await get('/customers/c-1/timeline')) as { items: readonly { readonly type: string }[] };
    expect(items.map(({ type }) => type)).toEqual(
      expect.arrayContaining(complaints.events.map(({ type }) => type).filter((type) => !type.endsWith('Escalated'))),
    );
  });

  it('refuses in the words of its own, in the language of the reader', async () => {
    const refused = await door.call('POST', '/complaints/k-0/cause', { cause: 'design' }, { 'accept-language': 'zh' });
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'complaints/closed', detail: '投诉 k-0 已结案。' },
    });
    expect(await door.call('POST', '/complaints/none/close', { answer: 'x' })).toMatchObject({
      status: 404,
      body: { code: 'complaints/unknown', detail: 'There is no complaint none.' },
    });
  });

  it('goes in bulk, with its customer before it', async () => {
    const first = [
      { command: 'customers.NoteCustomer', data: { customerId: 'c-2', kind: 'person', department: 'sales' } },
    ];
    const data = { ...filed, complaintId: 'b-1', customerId: 'c-2' };
    const [answer] = await door.bulk([JSON.stringify({ id: 'l-1', command: 'complaints.FileComplaint', data, first })]);
    expect(JSON.parse(answer ?? '')).toMatchObject({ status: 201, receipt: { stream: 'complaint-b-1' } });
    await door.rig.caughtUp();
  });

  it('has its report and its policy', async () => {
    expect(await get('/reports/complaints')).toMatchObject({
      rows: [
        { severity: 'major', complaints: 1 },
        { severity: 'minor', complaints: 1 },
      ],
    });
    const { items } = (await get('/policies')) as { items: readonly { readonly name: string }[] };
    expect(items.find(({ name }) => name === 'complaints')).toMatchObject({ document: { escalateAfterDays: 5 } });
  });

  it('stands in the catalogue with its words', async () => {
    const catalogue = JSON.stringify(await get('/catalogue'));
    for (const word of ['complaints.FileComplaint', 'complaints.severity', 'Complaint escalated', 'escalateAfterDays'])
      expect(catalogue).toContain(word);
  });

  it('reacts at a deadline that follows from its policy, also from one that is published afterwards', async () => {
    const { clock, reactors } = door.rig;
    const escalated = async (): Promise<unknown> => (await get('/customers/c-1/360'))['complaints'];
    await call('POST', '/complaints', filed); // 2026-06-30T08:00
    expect(await reactors.look()).toBe('2026-07-05T08:00:00.000Z');
    await call('PUT', '/policies/complaints', { document: { escalateAfterDays: 2 }, approvedBy: 'board' });
    expect(await reactors.look()).toBe('2026-07-02T08:00:00.000Z');
    clock.set('2026-07-02T07:59:59.999Z');
    await reactors.look();
    expect(await escalated()).toMatchObject({ open: 1, escalated: 0 });
    clock.set('2026-07-02T08:00:00.000Z');
    await reactors.look();
    await door.rig.caughtUp();
    expect(await escalated()).toMatchObject({ open: 1, escalated: 1 });
    expect(await reactors.look()).toBeNull();
    expect(door.rig.failures).toEqual([]);
  });

  it('is documented: its routes, its fields, its refusals and its commands in bulk', async () => {
    const { paths } = (await openApi(door.edge)) as unknown as { readonly paths: Readonly<Record<string, object>> };
    const own = Object.keys(paths).filter((path) => path.includes('complaints'));
    expect(own.sort()).toEqual(
      [
        ...['complaints', 'complaints/{complaintId}', 'reports/complaints'],
        ...STEPS.map(([step]) => `complaints/{complaintId}/${step}`),
      ]
        .map((path) => `/api/v1/${path}`)
        .sort(),
    );
    const said = (path: string): string => JSON.stringify(paths[`/api/v1/${path}`]);
    expect(said('complaints/{complaintId}/action')).toContain('complaints/no-cause');
    expect(said('complaints')).toContain('filedAt');
    expect(said('bulk')).toContain('complaints.FileComplaint');
  });

  it('says of every answer all that is in it', async () => {
    const open = [...openAnswers((await openApi(door.edge)) as unknown as Answers).keys()];
    expect(open.filter((path) => /complaints|360|portfolio/.test(path))).toEqual([]);
  });
});

describe('its events', () => {
  eventHistory(FOLDER, complaints);
});
