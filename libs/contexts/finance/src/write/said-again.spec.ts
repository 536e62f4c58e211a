import { type AnyCommandDef, Refusal } from '@dossier/kernel';
import { contexts } from '../../../../server/src/contexts';
import { Rig, tester } from '../../../../testing/src/rig';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.open(contexts);
  await rig.send('customers.RegisterCustomer', { customerId: 'c-1', kind: 'organisation' });
});
afterEach(() => rig.close());

const [customerId, currency] = ['c-1', 'CNY'];
const lines = [{ sku: 'pump', quantity: 1, unitPrice: '100.00' }];
const bill = { invoiceId: 'i', customerId, number: 'I', amount: '100.00', currency };
const notice = {
  ...{ noticeId: 'n', customerId, product: 'SEAL', severity: 'warning', channel: 'visit', givenBy: 'tech-3' },
  ...{ hazard: 'heat', responsibility: 'user', recipient: 'Li Na' },
};
const call = { interactionId: 'x', customerId, kind: 'call', direction: 'inbound', subject: 'spares', staff: ['Wang'] };
const soon = '2026-06-30T20:00:00.000Z';

const codeOf = async (command: string, data: object, sent: object = {}): Promise<unknown> => {
  try {
    const { receipt, created } = await rig.send(command, data, sent);
    return created ? 'created' : receipt.events.length;
  } catch (error) {
    return error instanceof Refusal ? error.code : error;
  }
};

describe('said again a week later, with nothing of when it happened, a document is the one that is there', () => {
  it.each([
    ['finance.IssueInvoice', bill],
    // its due date has passed meanwhile
    ['finance.IssueInvoice', { ...bill, dueAt: soon }],
    ['finance.ReceivePayment', { paymentId: 'p', customerId, number: 'P', amount: '100.00', currency }],
    ['sales.PlaceOrder', { orderId: 'o', customerId, number: 'O', currency, lines, promisedShipAt: soon }],
    ['sales.IssueCreditNote', { creditNoteId: 'cn', customerId, number: 'CN', currency, lines }],
    ['service.OpenRequest', { requestId: 'r', customerId, number: 'R', subject: 'leak' }],
    ['service.GiveHazardNotice', { ...notice, dueAt: soon }],
    ['interactions.RecordInteraction', { ...call, promises: [{ what: 'ring back', owner: 'Wang', dueAt: soon }] }],
  ])('%s', async (command, data) => {
    expect((rig.registry.commands.get(command) as AnyCommandDef).creates).toBe(true);
    expect(await codeOf(command, data)).toBe('created');
    rig.clock.set('2026-07-07T09:30:00.000Z');
    expect(await codeOf(command, data)).toBe(0);
  });
});

it('is another one where it says when it happened, or something else', async () => {
  await codeOf('finance.IssueInvoice', bill);
  rig.clock.set('2026-07-07T09:30:00.000Z');
  expect(await codeOf('finance.IssueInvoice', { ...bill, amount: '100.01' })).toBe('command/exists');
  expect(await codeOf('finance.IssueInvoice', { ...bill, dueAt: soon })).toBe('command/exists');
  const then = { occurredAt: '2026-07-01T08:00:00.000Z' };
  expect(await codeOf('finance.IssueInvoice', bill, then)).toBe('command/exists');
});

it('is another one where a deadline is said that is not its own', async () => {
  await codeOf('service.GiveHazardNotice', notice);
  expect(await codeOf('service.GiveHazardNotice', notice)).toBe(0);
  expect(await codeOf('service.GiveHazardNotice', { ...notice, dueAt: '2026-12-01T08:00:00Z' })).toBe('command/exists');
});

it('is the same where the days to pay were changed since', async () => {
  await codeOf('finance.IssueInvoice', bill);
  rig.clock.set('2026-07-07T09:30:00.000Z');
  const document = { paymentDays: 10, ageBorders: [30] };
  await rig.send('policies.PublishPolicy', { name: 'receivables', document, approvedBy: 'director' });
  expect(await codeOf('finance.IssueInvoice', bill)).toBe(0);
});

it('is the same where a policy was published since that holds from before it', async () => {
  const said = [
    ['finance.IssueInvoice', bill],
    ['service.GiveHazardNotice', notice],
  ] as const;
  for (const [command, data] of said) expect(await codeOf(command, data)).toBe('created');
  rig.clock.set('2026-07-07T09:30:00.000Z');
  for (const [name, document] of [
    ['receivables', { paymentDays: 10, ageBorders: [30] }],
    ['hazard-notices', { danger: 1, warning: 2, caution: 3 }],
  ] as const) {
    const published = { name, document, approvedBy: 'director', effectiveFrom: '2026-06-01T00:00:00.000Z' };
    await rig.send('policies.PublishPolicy', published);
  }
  for (const sent of [{}, { occurredAt: '2026-06-30T08:00:00.000Z' }])
    for (const [command, data] of said) expect(await codeOf(command, data, sent)).toBe(0);
});

it('is the same whatever the clock of the computer on which a policy was published before', async () => {
  rig.clock.set('2027-07-07T09:30:00.000Z'); // a year fast
  const document = { paymentDays: 10, ageBorders: [30] };
  const published = { name: 'receivables', document, approvedBy: 'director' };
  await rig.send('policies.PublishPolicy', { ...published, effectiveFrom: '2026-06-01T00:00:00.000Z' });
  rig.clock.set('2026-07-07T09:30:00.000Z');
  expect(await codeOf('finance.IssueInvoice', bill)).toBe('created');
  expect(await codeOf('finance.IssueInvoice', bill)).toBe(0);
});

it('is the same for another process that has not heard of the policy yet by which it was issued', async () => {
  const other = await rig.another();
  const document = { paymentDays: 10, ageBorders: [30] };
  await rig.send('policies.PublishPolicy', { name: 'receivables', document, approvedBy: 'director' });
  expect(await codeOf('finance.IssueInvoice', bill)).toBe('created');
  const { receipt } = await other.run(rig.registry.commands.get('finance.IssueInvoice') as AnyCommandDef, bill, tester);
  expect(receipt.events).toEqual([]);
});

it('is the payment that settled its invoice', async () => {
  await codeOf('finance.IssueInvoice', bill);
  const paid = { paymentId: 'p', customerId, number: 'P', amount: '100.00', currency, invoiceId: 'i' };
  expect(await codeOf('finance.ReceivePayment', paid)).toBe('created');
  rig.clock.set('2026-07-07T09:30:00.000Z');
  expect(await codeOf('finance.ReceivePayment', paid)).toBe(0);
});

it('is the payment that could settle its invoice only later than it came', async () => {
  const june = (day: number) => ({ occurredAt: `2026-06-${String(day).padStart(2, '0')}T08:00:00.000Z` });
  const paid = (paymentId: string) => ({ paymentId, customerId, number: paymentId, amount: '100.00', currency });
  await rig.send('finance.IssueInvoice', bill, june(1));
  await rig.send('finance.ReceivePayment', { ...paid('p'), invoiceId: 'i' }, june(2));
  await rig.send('finance.ReversePayment', { paymentId: 'p', reason: 'bounced' }, june(10));
  const send = () => codeOf('finance.ReceivePayment', { ...paid('q'), invoiceId: 'i' }, june(5));
  expect(await send()).toBe('created');
  expect(await send()).toBe(0);
});

it('is another one where one of its steps has another time', async () => {
  const [opened, at] = [{ step: 'opened', at: '2026-03-01T08:00:00Z' }, '2026-03-02T08:00:00Z'];
  const past = (when: string) => ({ requestId: 'past', number: 'R-1', steps: [opened, { step: 'closed', at: when }] });
  expect(await codeOf('service.BringInRequest', past(at))).toBe('created');
  expect(await codeOf('service.BringInRequest', past(at))).toBe(0);
  expect(await codeOf('service.BringInRequest', past('2026-03-03T08:00:00Z'))).toBe('command/exists');
});

describe('where it was taken back since, said again without a time it may be another one, and is refused', () => {
  it.each([
    ['finance.IssueInvoice', bill, 'finance.CancelInvoice', { invoiceId: 'i' }],
    [
      'finance.ReceivePayment',
      { paymentId: 'p', customerId, number: 'P', amount: '100.00', currency },
      ...(['finance.ReversePayment', { paymentId: 'p' }] as const),
    ],
    [
      'sales.PlaceOrder',
      { orderId: 'o', customerId, number: 'O', currency, lines },
      'sales.CancelOrder',
      { orderId: 'o' },
    ],
    [
      'service.OpenRequest',
      { requestId: 'r', customerId, number: 'R', subject: 'leak' },
      ...(['service.WithdrawRequest', { requestId: 'r' }] as const),
    ],
    [
      'service.FileComplaint',
      { complaintId: 'k', customerId, number: 'K', severity: 'major', complaint: 'leak' },
      ...(['service.WithdrawComplaint', { complaintId: 'k' }] as const),
    ],
    ['service.GiveHazardNotice', notice, 'service.WithdrawHazardNotice', { noticeId: 'n' }],
    [
      'service.RecordInspection',
      {
        ...{ inspectionId: 'a', customerId, product: 'SEAL', inspected: 5, passed: 5, rejected: 0 },
      },
      ...(['service.RetractInspection', { inspectionId: 'a' }] as const),
    ],
    [
      'service.RecordQualityReturn',
      { returnId: 'b', customerId, product: 'SEAL', quantity: 1, orderId: 'o', defect: 'leak' },
      ...(['service.RetractQualityReturn', { returnId: 'b' }] as const),
    ],
    ['interactions.RecordInteraction', call, 'interactions.RetractInteraction', { interactionId: 'x' }],
    [
      'satisfaction.ReceiveFeedback',
      { feedbackId: 'f', customerId, kind: 'review', words: 'fast' },
      ...(['satisfaction.RetractFeedback', { feedbackId: 'f' }] as const),
    ],
    [
      'satisfaction.GiveResponse',
      { responseId: 's', customerId, instrument: 'nps', scale: 10, score: 9 },
      ...(['satisfaction.RetractResponse', { responseId: 's' }] as const),
    ],
  ])('%s', async (command, data, takingBack, which) => {
    const then = { occurredAt: rig.clock.now() };
    expect(await codeOf(command, data, { key: 'first' })).toBe('created');
    rig.clock.set('2026-07-01T09:30:00.000Z');
    expect(await codeOf(takingBack, { ...which, reason: 'x' })).toBeGreaterThan(0);
    rig.clock.set('2026-07-07T09:30:00.000Z');
    expect(await codeOf(command, data)).toBe('command/ended');
    // whoever says which one is meant, by its key or by its time, is told that it is there
    expect(await codeOf(command, data, { key: 'first' })).toBe('created');
    expect(await codeOf(command, data, then)).toBe(0);
  });
});

it('is under its key the one that is there in another form too, also once it was reversed', async () => {
  const paid = { paymentId: 'p', customerId, number: 'P', amount: '100.00', currency };
  const other = { ...paid, amount: '100' };
  expect(await codeOf('finance.ReceivePayment', paid, { key: 'first' })).toBe('created');
  expect(await codeOf('finance.ReceivePayment', other, { key: 'first' })).toBe('created');
  expect(await codeOf('finance.ReversePayment', { paymentId: 'p', reason: 'x' })).toBe(1);
  expect(await codeOf('finance.ReceivePayment', other, { key: 'first' })).toBe('created');
});
