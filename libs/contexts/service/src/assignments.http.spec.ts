import { setImmediate } from 'node:timers/promises';
import { contexts } from '../../../server/src/contexts';
import { type DoorUnderTest, openDoor } from '../../../testing/src/door';

let door: DoorUnderTest;
beforeEach(async () => {
  door = await openDoor({ contexts, zone: 'Asia/Shanghai' });
  door.rig.clock.set('2026-03-02T02:00:00.000Z'); // ten o'clock on a Monday
  await door.rig.send('customers.RegisterCustomer', { customerId: 'c', kind: 'organisation' });
});
afterEach(() => door.close());

interface Agent {
  readonly agent: string;
  readonly capacity: number;
  readonly skills?: readonly string[];
  readonly tiers?: readonly string[];
  readonly absent?: readonly [from: string, to: string];
}
const documentOf = (agents: readonly Agent[]) => ({
  agents: agents.map(({ agent, capacity }) => ({ agent, capacity })),
  skills: agents.flatMap(({ agent, skills = [] }) => skills.map((skill) => ({ agent, skill }))),
  tiers: agents.flatMap(({ agent, tiers = [] }) => tiers.map((tier) => ({ agent, tier }))),
  absences: agents.flatMap(({ agent, absent }) => (absent ? [{ agent, from: absent[0], to: absent[1] }] : [])),
});
async function puts(...agents: readonly Agent[]): Promise<void> {
  const policy = { document: documentOf(agents), approvedBy: 'head of service' };
  const { status } = await door.call('PUT', '/policies/service-assignment', policy);
  expect([200, 201]).toContain(status);
}
async function publish(...agents: readonly Agent[]): Promise<void> {
  await puts(...agents);
  await react();
}
/** Lets reactors do what is due, and what follows from it. */
async function react(): Promise<void> {
  for (let head = -1; head < (await door.rig.feed.head());) {
    head = await door.rig.feed.head();
    await door.rig.caughtUp();
    const looked = door.rig.reactors.look().then(() => true);
    // a round waits until the list has what other reactors record meanwhile
    while (!(await Promise.race([looked, setImmediate(false)]))) await door.rig.caughtUp();
  }
  await door.rig.caughtUp();
}
const opens = (number: string, more: object = {}) => door.call('POST', '/service-requests', { number, ...more });
async function open(number: string, more: object = {}): Promise<void> {
  expect((await opens(number, more)).status).toBe(201);
  await react();
}
async function act(number: string, what: string, more: object = {}): Promise<void> {
  expect((await door.call('POST', `/service-requests/${number}/${what}`, more)).status).toBeLessThan(300);
  await react();
}
const request = async (number: string) => (await door.call('GET', `/service-requests/${number}`)).body;
const assignees = async (...numbers: readonly string[]): Promise<readonly unknown[]> =>
  Promise.all(numbers.map(async (number) => (await request(number))['assignee']));
const types = async (stream: string): Promise<readonly string[]> =>
  (await door.rig.store.read(stream)).map(({ type }) => type.replace('service.', ''));

it('a request goes to who has the skill and the most room, with what the policy saw', async () => {
  await publish(
    { agent: 'a', capacity: 2, skills: ['pumps'] },
    { agent: 'b', capacity: 4, skills: ['pumps'] },
    { agent: 'd', capacity: 9 },
  );
  for (const number of ['1', '2', '3', '4']) await open(number, { skill: 'pumps', customerId: 'c' });
  // both had nothing: the first; then who has least of it in use, and of equal ones who waited longest
  expect(await assignees('1', '2', '3', '4')).toEqual(['a', 'b', 'b', 'a']);
  expect(await request('3')).toMatchObject({
    ...{ assignedBy: 'policy', unassigned: null },
    assignment: { policyVersion: 1, skill: 'pumps', tiers: [], requests: 1, keptForTier: false },
    candidates: [
      { agent: 'b', requests: 1, capacity: 4 },
      { agent: 'a', requests: 1, capacity: 2 },
    ],
  });
  const { body } = await door.call('GET', '/reports/service-load');
  expect(body).toMatchObject({
    rows: [
      { agent: 'a', requests: 2, capacity: 2, free: 0, byPolicy: 2, absent: false, skills: ['pumps'] },
      { agent: 'b', requests: 2, capacity: 4, free: 2 },
      { agent: 'd', requests: 0, free: 9, skills: [] },
    ],
    unassigned: [],
    total: { requests: 4, open: 4 },
  });
});

it('one that nobody fits waits in a list, and is assigned when somebody is free, comes back, or the policy changes', async () => {
  await publish({ agent: 'a', capacity: 1, skills: ['pumps'], absent: ['2026-03-01', '2026-03-02'] });
  await open('1', { skill: 'pumps' });
  await open('2', { skill: 'pumps', priority: 'urgent' });
  await open('3', { skill: 'seals' });
  const why = async () => [await request('1'), await request('2'), await request('3')].map((one) => one['unassigned']);
  expect(await why()).toEqual(['absent', 'absent', 'no-skill']);
  const listed = async (filter: string) => {
    const { body } = await door.call('GET', `/service-requests?filter${filter}&sort=number`);
    return (body['items'] as readonly Record<string, unknown>[]).map(({ number }) => number);
  };
  expect([await listed('[unassigned]=absent'), await listed('[withoutAgent]=true')]).toEqual([
    ['1', '2'],
    ['1', '2', '3'],
  ]);
  // the first minute of the third of March in Shanghai: the urgent one first
  door.rig.clock.set('2026-03-02T16:00:00.000Z');
  await react();
  expect([await assignees('1', '2', '3'), await why()]).toEqual([
    [null, 'a', null],
    ['full', null, 'no-skill'],
  ]);
  await act('2', 'resolve');
  expect(await assignees('1', '3')).toEqual(['a', null]);
  await publish({ agent: 'a', capacity: 2, skills: ['pumps', 'seals'] });
  expect(await assignees('3')).toEqual(['a']);
  expect((await types('service-request-1')).filter((type) => type.startsWith('Request'))).toEqual([
    'RequestOpened',
    'RequestLeftUnassigned', // absent
    'RequestLeftUnassigned', // full
    'RequestAssigned',
  ]);
});

it('a policy counts from its date: one of a clock ahead of ours assigns nothing before, and leaves nobody without a reason', async () => {
  await puts({ agent: 'a', capacity: 1 });
  door.rig.clock.set('2026-03-02T01:59:59.000Z'); // of another process, or set right since
  await open('1');
  expect(await types('service-request-1')).toEqual(['RequestOpened']);
  door.rig.clock.set('2026-03-02T02:00:00.000Z');
  await react();
  expect(await types('service-request-1')).toEqual(['RequestOpened', 'RequestAssigned']);
  expect(await request('1')).toMatchObject({ assignee: 'a', assignment: { policyVersion: 1 } });
});

it('what is told with a time that is still to come holds up nobody', async () => {
  await publish({ agent: 'a', capacity: 1, skills: ['pumps'] }, { agent: 'b', capacity: 1, skills: ['seals'] });
  for (const number of ['1', '2']) await open(number, { skill: 'pumps' });
  await act('1', 'resolve', { occurredAt: '2026-03-02T02:04:59Z' }); // a clock that is ahead
  await open('3', { skill: 'seals' });
  expect(await assignees('1', '2', '3')).toEqual(['a', 'a', 'b']);
});

it('by hand wins, whatever the policy says, and what is over is not assigned', async () => {
  await opens('1');
  await act('1', 'assign', { assignee: 'boss' });
  await opens('2');
  await act('2', 'resolve');
  await publish({ agent: 'a', capacity: 1 });
  expect(await assignees('1', '2')).toEqual(['boss', null]);
  await open('3');
  expect(await assignees('3')).toEqual(['a']);
  await act('3', 'assign', { assignee: 'boss' });
  await open('4');
  expect(await assignees('3', '4')).toEqual(['boss', 'a']);
  expect(await request('3')).toMatchObject({ assignedBy: 'hand', assignment: null });
  // given to somebody full by hand: over the capacity, as was wanted
  await act('3', 'assign', { assignee: 'a' });
  expect(await assignees('3', '4')).toEqual(['a', 'a']);
});

it('many at once are given to nobody beyond the capacity, and the rest as places come free', async () => {
  await publish({ agent: 'a', capacity: 2 }, { agent: 'b', capacity: 3 });
  const numbers = Array.from({ length: 12 }, (_, i) => String(i));
  await Promise.all(numbers.map((number) => opens(number)));
  await react();
  const given = await assignees(...numbers);
  expect(given.filter((one) => one !== null).sort()).toEqual(['a', 'a', 'b', 'b', 'b']);
  const solved = numbers.filter((_, i) => given[i] !== null).slice(0, 3);
  const run = jest.spyOn(door.rig.commands, 'run');
  await Promise.all(solved.map((number) => door.call('POST', `/service-requests/${number}/resolve`, {})));
  await react();
  const said = run.mock.calls.map(([{ name }]) => name);
  expect(said.filter((name) => name === 'service.AssignByPolicy')).toHaveLength(3);
  expect(said).not.toContain('service.LeaveUnassigned'); // of the rest that is known
  const now = await assignees(...numbers);
  expect(now.filter((one) => one === null)).toHaveLength(4);
  const { body } = await door.call('GET', '/reports/service-load');
  expect(body).toMatchObject({
    rows: [
      { agent: 'a', requests: 2, free: 0 },
      { agent: 'b', requests: 3, free: 0 },
    ],
    unassigned: [{ reason: 'full', skill: null, requests: 4 }],
    total: { requests: 9 },
  });
});

it('a customer of a tier is served by who is kept for it, before those who serve everybody', async () => {
  await door.rig.send('customers.RegisterCustomer', { customerId: 'vip', kind: 'organisation' });
  const high = { scheme: 'strategic', tier: 'strategic-strategic', reason: 'x', approvedBy: 'board' };
  expect((await door.call('POST', '/customers/vip/tier-override', high)).status).toBeLessThan(300);
  await publish({ agent: 'a', capacity: 9 }, { agent: 'b', capacity: 1, tiers: ['strategic-strategic'] });
  for (const number of ['1', '2']) await open(number, { customerId: 'vip' });
  await open('3', { customerId: 'c' });
  expect(await assignees('1', '2', '3')).toEqual(['b', 'a', 'a']);
  expect(await request('1')).toMatchObject({ assignment: { tiers: ['strategic-strategic'], keptForTier: true } });
});

it('history is not assigned, but work is: what is brought in open, and what of history is opened again', async () => {
  await publish({ agent: 'a', capacity: 9 });
  const step = (name: string, hour: number) => ({ step: name, at: `2026-02-02T0${hour}:00:00.000Z` });
  const opened = step('opened', 1);
  const over = [opened, step('resolved', 2)];
  const bring = (number: string, steps: readonly object[], backfill = false) =>
    door.rig.send('service.BringInRequest', { number, steps }, { backfill });
  await bring('past', [opened], true);
  await bring('solved', over, true);
  await bring('over', over);
  await react();
  expect(await types('service-desk-all')).toEqual([]);
  door.rig.clock.set('2026-03-02T02:01:00.000Z');
  await bring('open', [opened, step('paused', 2)]);
  await act('solved', 'reopen');
  await act('over', 'reopen');
  expect(await assignees('open', 'solved', 'over', 'past')).toEqual(['a', 'a', 'a', null]);
  const listed = (await door.call('GET', '/service-requests?filter[withoutAgent]=true')).body['items'];
  expect(listed).toMatchObject([{ number: 'past', unassigned: null }]);
});

it('without agents in the policy nothing is recorded, and folding the same log again raises nothing', async () => {
  const written = jest.spyOn(door.rig.store, 'append');
  const desk = () => written.mock.calls.filter(([{ stream }]) => stream === 'service-desk-all').length;
  const solve = { requestId: '1', solution: 'x' };
  await open('1');
  await door.rig.send('service.ResolveRequest', solve, { key: 'solved' });
  await door.rig.send('service.RetractStep', { requestId: '1', step: 'resolved', reason: 'x' }, { key: 'not yet' });
  await door.rig.send('service.AssignRequest', { requestId: '1', assignee: 'a' }, { key: 'a' });
  await door.rig.send('service.ResolveRequest', solve, { key: 'again' });
  expect(await types('service-desk-all')).toEqual([]);
  expect(desk()).toBe(0); // not even that there was nothing to do is written there: all would queue for it
  await publish({ agent: 'a', capacity: 1, skills: ['pumps'] });
  await open('2', { skill: 'seals' });
  const head = await door.rig.feed.head();
  await door.rig.done(door.rig.projections.rebuild(door.rig.registry.allFolds));
  await react();
  expect(await door.rig.feed.head()).toBe(head);
});

it('lines of a bulk that solve several requests do not wait for each other, those about one request do', async () => {
  await publish({ agent: 'a', capacity: 9 });
  for (const number of ['1', '2', '3']) await open(number);
  let come = (): void => undefined;
  const last = new Promise<void>((resolve) => (come = resolve));
  door.hold = async (command) => {
    const { requestId } = command as { readonly requestId: string };
    if (requestId === '3') come();
    else await last; // the others end only beside it
  };
  const line = (id: string, command: string, data: object): string =>
    JSON.stringify({ id, command: `service.${command}`, data });
  const solved = ['2', '3'].map((requestId) => line(`s-${requestId}`, 'ResolveRequest', { requestId, solution: 'x' }));
  const given = ['b', 'c', 'd'].map((assignee) => line(`a-${assignee}`, 'AssignRequest', { requestId: '1', assignee }));
  const lines = [...given, ...solved];
  const { body } = await door.app.inject({
    ...{ method: 'POST', url: '/api/v1/bulk', payload: lines.join('\n') },
    headers: { authorization: `Bearer ${door.keys.service}`, 'content-type': 'application/x-ndjson' },
  });
  const answers = body
    .trim()
    .split('\n')
    .map((answer) => JSON.parse(answer) as { readonly status: number });
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  const assigned = (await door.rig.store.read('service-request-1')).filter(({ type }) =>
    type.endsWith('.RequestAssigned'),
  );
  expect(assigned.map(({ data }) => (JSON.parse(data) as { readonly assignee: string }).assignee)).toEqual(['a', 'b', 'c', 'd']); // prettier-ignore
});
