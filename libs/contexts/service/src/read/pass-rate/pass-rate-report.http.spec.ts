import { contexts } from '../../../../../server/src/contexts';
import { type DoorUnderTest, openDoor } from '../../../../../testing/src/door';

let door: DoorUnderTest;
beforeAll(async () => {
  door = await openDoor({ contexts, zone: 'Asia/Shanghai' });
});
afterAll(() => door.close());

const post = async (
  now: string,
  path: string,
  body: object,
  status = 201,
): Promise<Readonly<Record<string, unknown>>> => {
  door.rig.clock.set(now);
  const answer = await door.call('POST', path, body);
  expect([path, answer.status]).toEqual([path, status]);
  return answer.body;
};
const get = (path: string, accept: string, language = 'en') =>
  door.app.inject({
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${door.keys.admin}`, 'accept-language': language, accept },
  });

it('tells the pass rate of a month by what was known on a day: a recount was told late', async () => {
  await post('2026-03-01T08:00:00Z', '/customers', { customerId: 'c-1', kind: 'organisation' });
  const inspected = { inspectionId: 'i-1', customerId: 'c-1', product: 'SEAL-80', inspected: 40, passed: 40 };
  await post('2026-03-05T08:00:00Z', '/inspections', { ...inspected, occurredAt: '2026-02-28T16:30:00Z' });
  const recount = { passed: 38, defects: [{ defect: '划伤', count: 2 }], reason: '复检' };
  await post('2026-04-02T08:00:00Z', '/inspections/i-1/correct', recount, 200);
  const back = { returnId: 'r-1', customerId: 'c-1', product: 'SEAL-80', quantity: 2, because: 'defect' };
  await post('2026-04-03T08:00:00Z', '/quality-returns', { ...back, inspectionId: 'i-1' });
  await door.rig.caughtUp();
  const rate = async (search: string): Promise<unknown> => {
    const { body } = await door.call('GET', `/reports/pass-rate?by=month${search}`);
    return (body['rows'] as readonly Readonly<Record<string, unknown>>[]).map((row) => [
      ...[row['month'], row['passed'], row['inspected'], row['passPercent'], row['returned']],
    ]);
  };
  expect(await rate('&asOf=2026-04-01')).toEqual([['2026-03', 38, 40, 95, 0]]);
  expect(await rate('&asOf=2026-04-01&knownAt=2026-04-01')).toEqual([['2026-03', 40, 40, 100, 0]]);
  expect(await rate('&asOf=2026-04-01&knownAt=2026-03-04')).toEqual([]);
  expect(await rate('')).toEqual([
    ['2026-03', 38, 40, 95, 0],
    ['2026-04', 0, 0, null, 2],
  ]);
  const csv = (await get('/reports/pass-rate?asOf=2026-04-01', 'text/csv', 'zh')).body.trim().split(/\r?\n/);
  expect(csv).toHaveLength(2);
  expect(csv[1]).toContain('SEAL-80');
});

it('tells which defects make most of all by what was known on a day, as CSV with their names too', async () => {
  const scratched = { defect: '划伤', count: 2, percent: 100, cumulativePercent: 100, vital: true };
  const pareto = async (search: string): Promise<unknown> =>
    (await door.call('GET', `/reports/defect-pareto${search}`)).body['rows'];
  expect(await pareto('?asOf=2026-04-01')).toEqual([scratched]);
  expect(await pareto('?asOf=2026-04-01&knownAt=2026-04-01')).toEqual([]);
  expect(await pareto('?of=reason&since=2026-04')).toEqual([{ ...scratched, defect: undefined, reason: 'defect' }]);
  const csv = (await get('/reports/defect-pareto', 'text/csv', 'zh')).body.trim().split(/\r?\n/);
  expect(csv).toHaveLength(2);
  expect(csv[1]).toContain('划伤');
  const { status, body } = await door.call('GET', '/reports/defect-pareto?since=2026-13');
  expect([status, body['errors']]).toEqual([400, [expect.objectContaining({ pointer: '?since' })]]);
});

it('says in both languages why counts cannot be', async () => {
  const wrong = { inspectionId: 'i-2', customerId: 'c-1', product: 'SEAL-80', inspected: 40, passed: 41 };
  const said = async (language: string): Promise<unknown> => {
    const { statusCode, body } = await door.app.inject({
      ...{ method: 'POST', url: '/api/v1/inspections', payload: wrong },
      headers: { authorization: `Bearer ${door.keys.admin}`, 'accept-language': language },
    });
    const { code, detail } = JSON.parse(body) as { readonly code: string; readonly detail: string };
    return [statusCode, code, detail];
  };
  const code = 'service/more-passed-than-inspected';
  expect(await said('zh')).toEqual([422, code, '合格 41 件，多于检验的 40 件。']);
  expect(await said('en')).toEqual([422, code, '41 passed, more than the 40 that were inspected.']);
});

it('lets a customer acknowledge a hazard, and shows it as of any day', async () => {
  const notice = {
    ...{ noticeId: 'n-1', customerId: 'c-1', product: 'SEAL-80', severity: 'warning', channel: 'mail' },
    ...{ givenBy: 'tech-3', hazard: '烫伤', responsibility: '使用方' },
  };
  await post('2026-04-10T08:00:00Z', '/hazard-notices', { ...notice, occurredAt: '2026-04-01T08:00:00Z' });
  const acknowledged = { acknowledgedBy: '李娜', method: 'signature', occurredAt: '2026-04-09T08:00:00Z' };
  await post('2026-04-11T08:00:00Z', '/hazard-notices/n-1/acknowledge', acknowledged, 200);
  await door.rig.caughtUp();
  const { body } = await door.call('GET', '/hazard-notices/n-1');
  expect(body).toMatchObject({
    status: 'acknowledged-late',
    acknowledgedBy: '李娜',
    dueAt: '2026-04-08T08:00:00.000Z',
  });
  const hazards = async (asOf: string): Promise<unknown> =>
    ((await door.call('GET', `/customers/c-1/360?asOf=${asOf}`)).body['hazards'] as { readonly hazardStanding: string })
      .hazardStanding;
  expect(await hazards('2026-04-02')).toBe('in-time');
  expect(await hazards('2026-04-08')).toBe('overdue');
  expect(await hazards('2026-04-09')).toBe('clear');
  const printed = await get('/hazard-notices/n-1/forms/notice', 'text/html', 'zh');
  expect(printed.statusCode).toBe(200);
  expect(printed.body).toContain('危险告知书');
  expect(printed.body).toContain('李娜');
});
