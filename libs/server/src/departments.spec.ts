import { type DoorUnderTest, openDoor } from '../../testing/src/door';
import { InteractionRecorded, InteractionRetracted } from '../../contexts/interactions/src/interaction.events';
import { InvestigationAsked } from '../../contexts/service/src/complaint.events';
import { contexts } from './contexts';

let door: DoorUnderTest;
beforeAll(async () => {
  door = await openDoor({ contexts });
  await door.call('POST', '/customers', { customerId: 'c-1', kind: 'organisation', department: '销售' });
});
afterAll(() => door.close());

describe('a department is one, in whichever language or case it is named', () => {
  it('in facts, in the filter of a list, and in the parameter of a report', async () => {
    for (const [department, value] of [
      ['财务', 'Bolts'],
      ['Finance', 'Nuts'],
      ['FINANCE', 'Cogs'],
    ])
      await door.call('POST', '/customers/c-1/facts', { department, facts: [{ attribute: 'legalName', value }] });
    await door.rig.caughtUp();
    for (const name of ['finance', 'Finance', '财务']) {
      const found = await door.call('GET', `/facts?filter[department]=${encodeURIComponent(name)}`);
      expect(found.body['items']).toMatchObject([{ department: 'finance', value: 'Cogs' }]);
      const { status, body } = await door.call('GET', `/reports/data-quality?department=${encodeURIComponent(name)}`);
      expect([status, body]).toMatchObject([200, {}]);
    }
  });

  it('in a list of departments, and where a customer speaks of one', async () => {
    await door.call('POST', '/complaints', {
      ...{
        complaintId: 'k-1',
        number: 'K-1',
        customerId: 'c-1',
        department: '客服',
        severity: 'major',
        complaint: 'leaks',
      },
    });
    await door.call('POST', '/complaints/k-1/investigate', { departments: ['技术支持', 'Technical support'] });
    await door.call('POST', '/feedback', {
      ...{ feedbackId: 'f-1', customerId: 'c-1', kind: 'review', words: 'fast', ratedDepartment: '物流' },
    });
    const events = (await door.call('GET', '/events')).body['items'] as readonly { type: string; data: object }[];
    const told = (type: string) => events.filter((each) => each.type === type).map(({ data }) => data);
    expect(told('service.InvestigationAsked')).toMatchObject([{ department: 'technical-support' }]);
    expect(told('satisfaction.FeedbackReceived')).toMatchObject([{ ratedDepartment: 'logistics' }]);
  });

  it('in a policy', async () => {
    const { document } = (await door.call('GET', '/policies/survivorship')).body as { readonly document: object };
    await door.call('PUT', '/policies/survivorship', {
      document: { ...document, departments: ['财务', 'Sales', 'front-office'] },
      approvedBy: 'board',
      effectiveFrom: door.rig.clock.now(),
    });
    const published = (await door.call('GET', '/policies/survivorship')).body;
    expect(published).toMatchObject({ document: { departments: ['finance', 'sales', 'front-office'] } });
  });
});

describe('what was recorded under other names is read as of the one department', () => {
  const sent = { department: '财务' };

  it('whoever was asked to investigate reports', async () => {
    const filed = { complaintId: 'k-2', number: 'K-2', customerId: 'c-1', severity: 'major', complaint: 'leaks' };
    await door.call('POST', '/complaints', filed);
    await door.rig.record('complaint-k-2', 'c-1', [InvestigationAsked({ department: '财务' })], sent);
    const report = { department: '财务', finding: 'none' };
    expect((await door.call('POST', '/complaints/k-2/report-finding', report)).status).toBe(200);
    await door.rig.caughtUp();
    expect((await door.call('GET', '/complaints/k-2')).body).toMatchObject({ findingsMissing: [] });
  });

  it('a correction takes back what was counted', async () => {
    await door.call('POST', '/customers', { customerId: 'c-3', kind: 'organisation' });
    const content = { kind: 'call', direction: 'inbound', subject: 'x' } as const;
    const was = { department: '财务' };
    await door.rig.record('interaction-x', 'c-3', [InteractionRecorded(content)], sent);
    await door.rig.record('interaction-x', 'c-3', [InteractionRetracted({ was, reason: 'x' })], sent);
    await door.rig.record('interaction-y', 'c-3', [InteractionRecorded(content)], sent);
    await door.rig.caughtUp();
    const { body } = await door.call('GET', '/customers/c-3/360');
    expect(body).toMatchObject({ interactions: { contactsByDepartment: [{ department: 'finance', contacts: 1 }] } });
    const why = await door.call('GET', '/customers/c-3/360/why?figure=/interactions/contactsByDepartment');
    const departments = (why.body['events'] as readonly { department: string }[]).map(({ department }) => department);
    expect([...new Set(departments)]).toEqual(['finance']);
  });

  it('a command is known again that was sent under its key when departments were kept as they were sent', async () => {
    const facts = [{ attribute: 'country', value: 'DE' }];
    const post = (department: string, key: object) =>
      door.call('POST', '/customers/c-1/facts', { department, facts }, key);
    await post('quality', {});
    const { principal } = (door.runs.at(-1) as (typeof door.runs)[0]).sent;
    const before = { principal, key: 'once', department: '质量' };
    await door.rig.send('customers.AssertFacts', { customerId: 'c-1', facts }, before);
    const key = { 'idempotency-key': 'once' };
    const again = await post('质量', key);
    expect([again.status, again.headers['idempotency-replayed']]).toEqual([200, 'true']);
    expect((await post('物流', key)).body).toMatchObject({ code: 'command/key-reused' });
  });

  it('also one that has a department among its own fields, and a policy that has', async () => {
    const { principal } = (door.runs.at(-1) as (typeof door.runs)[0]).sent;
    const before = { principal, key: 'once-more', department: '客服' };
    const headers = { 'idempotency-key': 'once-more' };
    const escalation = { to: '管理层', reason: 'x' };
    await door.rig.send('service.EscalateComplaint', { complaintId: 'k-1', ...escalation }, before);
    const post = (own: object) =>
      door.call('POST', '/complaints/k-1/escalate', { ...escalation, department: '客服', ...own }, headers);
    expect(await post({})).toMatchObject({ status: 200, headers: { 'idempotency-replayed': 'true' } });
    expect((await post({ to: '物流' })).body).toMatchObject({ code: 'command/key-reused' });
    const { document } = (await door.call('GET', '/policies/survivorship')).body as { readonly document: object };
    const published = {
      ...{ document: { ...document, departments: ['财务', 'Sales'] }, approvedBy: 'board' },
      effectiveFrom: door.rig.clock.now(),
    };
    const policy = { principal, key: 'policy' };
    await door.rig.send('policies.PublishPolicy', { name: 'survivorship', ...published }, policy);
    const again = await door.call('PUT', '/policies/survivorship', published, { 'idempotency-key': 'policy' });
    expect(again).toMatchObject({ status: 200, headers: { 'idempotency-replayed': 'true' } });
  });
});
