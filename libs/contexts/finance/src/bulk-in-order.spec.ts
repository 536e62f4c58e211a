import { type DoorUnderTest, openDoor } from '../../../testing/src/door';
import { contexts } from '../../../server/src/contexts';

let door: DoorUnderTest;
beforeAll(async () => {
  door = await openDoor({ contexts });
});
afterAll(() => door.close());

const [customerId, currency, reason] = ['c-1', 'CNY', 'bounced'];
const LINES = [
  { command: 'customers.RegisterCustomer', data: { customerId, kind: 'organisation' } },
  { command: 'finance.IssueInvoice', data: { customerId, number: 'I', amount: '100.00', currency } },
  { command: 'finance.ReceivePayment', data: { customerId, number: 'P', amount: '100.00', currency, invoiceId: 'I' } },
  { command: 'finance.WriteOffInvoice', data: { invoiceId: 'I', approvedBy: 'director', reason } },
  { command: 'finance.ReversePayment', data: { paymentId: 'P', reason } },
  { command: 'finance.WriteOffInvoice', data: { invoiceId: 'I', approvedBy: 'director', reason } },
];

it('does the lines about an invoice in their order, also around one that only names its payment', async () => {
  const { body } = await door.app.inject({
    ...{ method: 'POST', url: '/api/v1/bulk' },
    headers: { authorization: `Bearer ${door.keys.service}`, 'content-type': 'application/x-ndjson' },
    payload: LINES.map((line, n) => `${JSON.stringify({ id: `line-${n}`, ...line })}\n`).join(''),
  });
  const answers = body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly status: number; readonly problem?: { readonly code: string } });
  expect(answers.map(({ status, problem }) => problem?.code ?? status)).toEqual([
    ...[201, 201, 201, 'finance/nothing-open', 200, 200],
  ]);
});
