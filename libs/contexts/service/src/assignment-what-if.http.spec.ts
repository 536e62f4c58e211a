import { contexts } from '../../../server/src/contexts';
import { type DoorUnderTest, openDoor } from '../../../testing/src/door';

let door: DoorUnderTest;
beforeEach(async () => {
  door = await openDoor({ contexts, zone: 'Asia/Shanghai' });
  door.rig.clock.set('2026-03-02T01:59:00.000Z');
  await door.rig.send('customers.RegisterCustomer', { customerId: 'c', kind: 'organisation' });
  // nobody had a policy to go by yet
  await door.rig.send('service.OpenRequest', { number: '0', customerId: 'c', skill: 'seals', subject: 'x' });
  await door.rig.send('service.AssignRequest', { requestId: '0', assignee: 'b' });
  door.rig.clock.set('2026-03-02T02:00:00.000Z');
  const document = { agents: [{ agent: 'b', capacity: 1 }], skills: [], tiers: [], absences: [] };
  await door.rig.send('policies.PublishPolicy', { name: 'service-assignment', document, approvedBy: 'board' });
  for (const [requestId, skill, assignee] of [
    ['1', 'pumps', 'a'],
    ['2', 'pumps', 'b'],
    ['3', 'seals', 'a'],
  ] as const) {
    door.rig.clock.advance(60_000);
    await door.rig.send('service.OpenRequest', { number: requestId, customerId: 'c', skill, subject: 'secret words' });
    await door.rig.send('service.AssignRequest', { requestId, assignee });
  }
  await door.rig.caughtUp();
});
afterEach(() => door.close());

const draft = {
  agents: [
    { agent: 'a', capacity: 1 },
    { agent: 'd', capacity: 5 },
  ],
  skills: ['a', 'd'].map((agent) => ({ agent, skill: 'pumps' })),
  ...{ tiers: [], absences: [] },
};
const ask = (body: object, search = '') => door.call('POST', `/service-assignment/what-if${search}`, body);

it('tells who would have got which request by a draft, and writes nothing', async () => {
  const head = await door.rig.feed.head();
  const { status, body } = await ask({ draft });
  expect([status, await door.rig.feed.head()]).toEqual([200, head]);
  expect(body).toMatchObject({
    ...{ requests: 4, assigned: 2, moved: 2, unruled: 1, left: 0 },
    agents: [
      { agent: 'a', requests: 2, drafted: 1 },
      { agent: 'd', requests: 0, drafted: 1 },
      { agent: 'b', requests: 1, drafted: 0 },
    ],
    unassigned: [{ reason: 'no-skill', skill: 'seals', requests: 2 }],
    rows: [
      { request: 'service-request-2', customer: 'c', from: 'b', to: 'd', at: '2026-03-02T02:02:00.000Z', reason: null },
      { request: 'service-request-3', from: 'a', to: null, at: null, reason: 'no-skill' },
    ],
  });
  expect(JSON.stringify(body)).not.toContain('secret words');
});

it('looks at what was there by a day, and refuses a draft that cannot be', async () => {
  expect((await ask({ draft }, '?asOf=2026-03-02T02:01:30.000Z')).body).toMatchObject({ requests: 2, moved: 0 });
  const stranger = { ...draft, skills: [{ agent: 'nobody', skill: 'pumps' }] };
  expect(await ask({ draft: stranger })).toMatchObject({ status: 422, body: { code: 'service/unfit-assignment' } });
  expect((await ask({ draft: { agents: 'x' } })).status).toBe(400);
});

it('is asked by a link too, with what would be posted', async () => {
  const by = (body: string) => door.call('GET', `/service-assignment/what-if?body=${encodeURIComponent(body)}`);
  const [got, posted] = [await by(JSON.stringify({ draft })), await ask({ draft })];
  expect([got.status, got.body['rows']]).toEqual([200, posted.body['rows']]);
  expect(await by('{"draft":')).toMatchObject({ status: 400 });
  expect(await by('{"drafts":{}}')).toMatchObject({ status: 400 });
  expect((await door.call('GET', '/service-assignment/what-if')).status).toBe(400);
  expect((await door.call('POST', '/service-assignment/what-if?body=%7B%7D', { draft })).status).toBe(400);
});
