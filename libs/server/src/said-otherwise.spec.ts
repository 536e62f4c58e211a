import { Refusal } from '@dossier/kernel';
import { Rig } from '../../testing/src/rig';
import { contexts } from './contexts';

const day = (of: number): string => `2026-03-${String(of).padStart(2, '0')}T08:00:00.000Z`;
const [customerId, department] = ['c', 'sales'];
let rig: Rig;
beforeAll(async () => {
  rig = await Rig.open(contexts);
  rig.clock.set(day(20));
  const send = (command: string, data: object, on = 1): Promise<unknown> =>
    rig.send(command, data, { occurredAt: day(on), department });
  await send('customers.RegisterCustomer', { customerId, kind: 'organisation' });
  for (const requestId of ['open', 'paused', 'resolved', 'closed', 'withdrawn', 'reopened'])
    await send('service.OpenRequest', { requestId, customerId, number: requestId });
  await send('service.ResolveRequest', { requestId: 'closed', solution: 'x' }, 2);
  await send('service.ResolveRequest', { requestId: 'reopened', solution: 'x' }, 2);
  for (const complaintId of ['k-1', 'k-2', 'k-3']) {
    await send('service.FileComplaint', {
      ...{ complaintId, customerId, number: complaintId, severity: 'minor', complaint: 'x' },
    });
    await send('service.InvestigateComplaint', { complaintId, departments: ['quality'] }, 2);
    await rig.send(
      'service.ReportFinding',
      { complaintId, finding: 'x' },
      { occurredAt: day(3), department: 'quality' },
    );
    await send('service.FindCause', { complaintId, cause: 'material', explanation: 'x' }, 4);
    await send('service.TakeAction', { complaintId, corrective: 'x', preventive: 'x' }, 5);
  }
  await send('service.VerifyAction', { complaintId: 'k-2', effective: true }, 6);
  const promise = { what: 'x', owner: 'x', dueAt: day(30) };
  for (const noticeId of ['n-1', 'n-2'])
    await send('service.GiveHazardNotice', {
      ...{ noticeId, customerId, product: 'SEAL-80', severity: 'caution', channel: 'letter', givenBy: 'x' },
      ...{ hazard: 'x', responsibility: 'x', recipient: 'x' },
    });
  await send('interactions.RecordInteraction', {
    ...{ interactionId: 'v', customerId, kind: 'visit', subject: 'x', promises: [promise, promise, promise] },
  });
  for (const feedbackId of ['f', 'f-2'])
    await send('satisfaction.ReceiveFeedback', { feedbackId, customerId, kind: 'review', words: 'x' });
  await send('satisfaction.GiveResponse', { responseId: 'r', customerId, instrument: 'csat', score: 5 });
  await send('interactions.RecordInteraction', { interactionId: 'v-2', customerId, kind: 'visit', subject: 'x' });
  await send('service.RecordInspection', {
    ...{ inspectionId: 'q', customerId, product: 'SEAL-80', inspected: 1, passed: 1, rejected: 0 },
  });
  await send('service.RecordQualityReturn', {
    ...{ returnId: 'b', customerId, product: 'SEAL-80', quantity: 1, because: 'defect', orderId: 'o-1' },
  });
  await send('lifecycle.RecordWinBackCause', { customerId, cause: 'delivery' });
  await send('tiers.OverrideTier', { ...byHand, scheme: 'abc', tier: 'abc-a' });
  await send('satisfaction.MakePlan', { planId: 'p', title: 'x', owner: 'x', instrument: 'csat' });
  const money = { customerId, amount: '10', currency: 'CNY' };
  await send('finance.IssueInvoice', { ...money, number: 'i' });
  await send('finance.ReceivePayment', { ...money, number: 'm' });
  await send('finance.IssueInvoice', { ...money, number: 'i-2' });
  await send('finance.IssueInvoice', { ...money, number: 'i-3' });
  await send('finance.ReceivePayment', { ...money, number: 'm-2', invoiceId: 'i-2' });
  const lines = [{ sku: 'SEAL-80', quantity: 2, unitPrice: '5' }];
  for (const number of ['o-1', 'o-2', 'o-3', 'o-4'])
    await send('sales.PlaceOrder', { customerId, number, currency: 'CNY', lines });
  await send('sales.ShipOrder', { orderId: 'o-2', lines: [{ line: 1, quantity: 1 }] }, 2);
  await send('sales.ShipOrder', { orderId: 'o-3' }, 2);
  const stream = 'warning-w';
  const raised = rig.registry.events.get('warnings.WarningRaised');
  if (!raised) throw new Error('no warning can be raised');
  const judged = { severity: 'high', score: 80, policyVersion: 0, formula: 'silence-1', action: 'call-buyer' };
  const evidence = { measures: [], amounts: [], eventIds: [] };
  await rig.record(stream, customerId, [raised({ signal: 'silence', ...judged, ...evidence })], { occurredAt: day(1) });
});
afterAll(() => rig.close());

const request = (requestId: string, more: object): object => ({ requestId, ...more });
const notice = { noticeId: 'n-1', acknowledgedBy: 'x', method: 'signature' };
const byHand = { customerId, approvedBy: 'board', reason: 'x' };

/** Commands, what they say first, and what they say then beside it; `recorded` where several such things may be said. */
it.each([
  ['customers.DeactivateCustomer', { customerId, reason: 'x' }, { reason: 'y' }, 'customers/status-said'],
  ['customers.ReactivateCustomer', { customerId, reason: 'x' }, { reason: 'y' }, 'customers/status-said'],
  ['service.AssignRequest', request('open', { assignee: 'x', note: 'x' }), { note: 'y' }, 'service/told-otherwise'],
  ['service.PauseRequest', request('paused', { waitingFor: 'x' }), { waitingFor: 'y' }, 'service/told-otherwise'],
  ['service.ResumeRequest', request('paused', { note: 'x' }), { note: 'y' }, 'service/told-otherwise'],
  ['service.ResolveRequest', request('resolved', { solution: 'x' }), { solution: 'y' }, 'service/told-otherwise'],
  ['service.ResolveRequest', request('resolved', { solution: 'x' }), { proof: 'y' }, 'service/told-otherwise'],
  ['service.CloseRequest', request('closed', { answer: 'x' }), { answer: 'y' }, 'service/told-otherwise'],
  ['service.WithdrawRequest', request('withdrawn', { reason: 'x' }), { reason: 'y' }, 'service/told-otherwise'],
  ['service.ReopenRequest', request('reopened', { reason: 'x' }), { reason: 'y' }, 'service/told-otherwise'],
  [
    'service.InvestigateComplaint',
    { complaintId: 'k-3', departments: ['logistics'], note: 'x' },
    { note: 'y' },
    'recorded',
  ],
  ['service.InvestigateComplaint', { complaintId: 'k-3', departments: ['purchasing'] }, { note: 'y' }, 'recorded'],
  [
    'service.VerifyAction',
    { complaintId: 'k-1', effective: true, evidence: 'x' },
    { evidence: 'y' },
    'service/told-otherwise',
  ],
  ['service.CloseComplaint', { complaintId: 'k-1', answer: 'x' }, { answer: 'y' }, 'service/told-otherwise'],
  ['service.CloseComplaint', { complaintId: 'k-1', answer: 'x' }, { satisfied: true }, 'service/told-otherwise'],
  ['service.ReopenComplaint', { complaintId: 'k-1', reason: 'x' }, { reason: 'y' }, 'service/told-otherwise'],
  ['service.WithdrawComplaint', { complaintId: 'k-2', reason: 'x' }, { reason: 'y' }, 'service/told-otherwise'],
  ['service.AcknowledgeHazardNotice', notice, { acknowledgedBy: 'y' }, 'service/notice-acknowledged'],
  ['service.AcknowledgeHazardNotice', notice, { document: 'y' }, 'service/notice-acknowledged'],
  ['service.WithdrawHazardNotice', { noticeId: 'n-2', reason: 'x' }, { reason: 'y' }, 'service/notice-withdrawn'],
  [
    'interactions.KeepPromise',
    { interactionId: 'v', promise: 1, note: 'x' },
    { note: 'y' },
    'interactions/promise-kept',
  ],
  [
    'interactions.ReleasePromise',
    { interactionId: 'v', promise: 2, because: 'not-needed', reason: 'x' },
    { reason: 'y' },
    'interactions/promise-released',
  ],
  [
    'interactions.MovePromise',
    { interactionId: 'v', promise: 3, dueAt: day(28), reason: 'x' },
    { reason: 'y' },
    'recorded',
  ],
  ['satisfaction.AnswerFeedback', { feedbackId: 'f', answer: 'x' }, { answer: 'y' }, 'satisfaction/feedback-answered'],
  ['satisfaction.ClosePlan', { planId: 'p', outcome: 'dropped', note: 'x' }, { note: 'y' }, 'satisfaction/plan-closed'],
  ['satisfaction.ClosePlan', { planId: 'p', outcome: 'dropped' }, { outcome: 'unclear' }, 'satisfaction/plan-closed'],
  ['finance.CancelInvoice', { invoiceId: 'i', reason: 'x' }, { reason: 'y' }, 'finance/invoice-cancelled'],
  ['finance.MoveDueDate', { ...byHand, invoiceId: 'i-2', dueAt: day(25) }, { approvedBy: 'director' }, 'recorded'],
  ['finance.MoveDueDate', { ...byHand, invoiceId: 'i-3', dueAt: day(25) }, { reason: 'y' }, 'recorded'],
  ['finance.ReversePayment', { paymentId: 'm', reason: 'x' }, { reason: 'y' }, 'finance/payment-reversed'],
  ['finance.SetCreditLimit', { ...byHand, limit: '10', currency: 'CNY' }, { approvedBy: 'director' }, 'recorded'],
  [
    'finance.WithdrawAllocation',
    { paymentId: 'm-2', invoiceId: 'i-2', reason: 'x' },
    { reason: 'y' },
    'finance/not-allocated',
  ],
  ['interactions.RetractInteraction', { interactionId: 'v-2', reason: 'x' }, { reason: 'y' }, 'interactions/retracted'],
  ['satisfaction.RetractFeedback', { feedbackId: 'f-2', reason: 'x' }, { reason: 'y' }, 'satisfaction/retracted'],
  ['satisfaction.RetractResponse', { responseId: 'r', reason: 'x' }, { reason: 'y' }, 'satisfaction/retracted'],
  ['service.RetractInspection', { inspectionId: 'q', reason: 'x' }, { reason: 'y' }, 'service/inspection-retracted'],
  ['service.RetractQualityReturn', { returnId: 'b', reason: 'x' }, { reason: 'y' }, 'service/quality-return-retracted'],
  ['service.PauseComplaint', { complaintId: 'k-3', waitingFor: 'x' }, { waitingFor: 'y' }, 'service/told-otherwise'],
  ['service.ResumeComplaint', { complaintId: 'k-3', note: 'x' }, { note: 'y' }, 'service/told-otherwise'],
  ['lifecycle.WithdrawWinBackCause', { customerId, reason: 'x' }, { reason: 'y' }, 'lifecycle/cause-withdrawn'],
  ['sales.CancelOrder', { orderId: 'o-1', reason: 'x' }, { reason: 'y' }, 'sales/cancelled-otherwise'],
  ['sales.CancelOrder', { orderId: 'o-2', reason: 'x' }, { reason: 'y' }, 'sales/cancelled-otherwise'],
  ['sales.ShipOrder', { orderId: 'o-4', carrier: 'x' }, { trackingNumber: 'y' }, 'sales/shipped-otherwise'],
  [
    'sales.ReturnOrder',
    { orderId: 'o-3', lines: [{ line: 1 }], agreed: true, reason: 'x', conditions: { resalable: true } },
    { reason: 'y' },
    'sales/returned-otherwise',
  ],
  [
    'sales.ReturnOrder',
    { orderId: 'o-3', lines: [{ line: 1 }], agreed: true, reason: 'x' },
    { conditions: { resalable: false } },
    'sales/returned-otherwise',
  ],
  [
    'tiers.WithdrawOverride',
    { ...byHand, scheme: 'abc', approvedBy: 'board' },
    { approvedBy: 'y' },
    'tiers/withdrawn-already',
  ],
  ['tiers.RateCustomer', { ...byHand, rating: 'potential', score: 3 }, { reason: 'y' }, 'recorded'],
  ['tiers.OverrideTier', { ...byHand, scheme: 'value', tier: 'value-high' }, { reason: 'y' }, 'tiers/set-already'],
  ['warnings.AcknowledgeWarning', { warningId: 'w', note: 'x' }, { note: 'y' }, 'recorded'],
  ['warnings.SnoozeWarning', { warningId: 'w', until: day(30), reason: 'x' }, { reason: 'y' }, 'recorded'],
  [
    'warnings.CloseWarning',
    { warningId: 'w', outcome: 'averted', note: 'x' },
    { note: 'y' },
    'warnings/warning-closed',
  ],
  ['warnings.CloseWarning', { warningId: 'w', outcome: 'averted' }, { outcome: 'lost' }, 'warnings/warning-closed'],
  ['warnings.CorrectOutcome', { warningId: 'w', outcome: 'lost', reason: 'x' }, { reason: 'y' }, 'recorded'],
] as const)('records %s once, and loses nothing in silence that is said otherwise: %j, then %j', async (...row) => {
  const [command, first, more, expected] = row;
  const recorded = async (data: object): Promise<string> => {
    try {
      return (await rig.send(command, data, { department })).receipt.events.length === 0 ? 'nothing' : 'recorded';
    } catch (error) {
      return error instanceof Refusal ? error.code : String(error);
    }
  };
  await recorded(first); // of a command that stands here twice it is recorded already
  expect(await recorded(first)).toBe('nothing');
  expect(await recorded({ ...first, ...more })).toBe(expected);
});
