import { exceptions } from '@dossier/contexts/sales';
import { type AnyQueryDef, Refusal } from '@dossier/kernel';
import { contexts } from '../../../server/src/contexts';
import { reading, Rig } from '../../../testing/src/rig';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const history = { backfill: true };
/** As it was published before invoices had a word of their own. */
const BEFORE = {
  ...{ unfitOrder: 'refuse', invoiceOfDeactivated: 'refuse', paymentOfDeactivated: 'flag', sameNumber: 'flag' },
};
const INITIAL = { ...BEFORE, sameInvoice: 'refuse' };

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.open(contexts);
  for (const customerId of ['c-1', 'c-2'])
    await rig.send('customers.RegisterCustomer', { customerId, kind: 'organisation' }, { occurredAt: march(1) });
});
afterEach(() => rig.close());

const publish = (changed: Partial<typeof INITIAL>) =>
  rig.send(
    'policies.PublishPolicy',
    { name: 'finance-exceptions', document: { ...INITIAL, ...changed }, approvedBy: 'director' },
    { occurredAt: march(1) },
  );
const lines = [{ sku: 'pump', quantity: 1, unitPrice: '100.00' }];
const order = (orderId: string, customerId?: string, currency = 'CNY') =>
  rig.send('sales.PlaceOrder', { orderId, number: orderId, currency, lines, ...(customerId && { customerId }) });
const invoice = (invoiceId: string, more: object = {}, sent: object = {}) => {
  const data = { invoiceId, customerId: 'c-1', number: invoiceId, amount: '100', currency: 'CNY', ...more };
  return rig.send('finance.IssueInvoice', data, sent);
};
const payment = (paymentId: string, more: object = {}, sent: object = {}) =>
  rig.send('finance.ReceivePayment', { paymentId, number: paymentId, amount: '100', currency: 'CNY', ...more }, sent);
const attribute = (paymentId: string, customerId = 'c-1') =>
  rig.send('finance.AttributePayment', { paymentId, customerId });

const codeOf = (sent: Promise<unknown>): Promise<string> =>
  sent.then(
    () => 'taken',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );
/** As `reports/exceptions` gives them. */
const rowsOf = async (): Promise<
  readonly { readonly kind: string; readonly document: string; readonly amount: object | null }[]
> => {
  await rig.caughtUp();
  const report = rig.registry.queries.get(exceptions.name) as AnyQueryDef;
  return ((await rig.queries.ask(report, {}, reading)) as { readonly rows: Awaited<ReturnType<typeof rowsOf>> }).rows;
};
const listed = async (): Promise<readonly string[]> =>
  (await rowsOf()).map(({ kind, document }) => `${kind} ${document}`).sort();

describe('an invoice that names an order', () => {
  beforeEach(async () => {
    await order('o-1', 'c-1');
    await order('o-2', 'c-2');
    await order('o-anonymous');
    await order('o-usd', 'c-1', 'USD');
  });
  const CASES = [
    ['o-1', 'taken', []],
    ['o-anonymous', 'taken', []],
    ['o-none', 'finance/unknown-order', ['order-missing invoice-i']],
    ['o-2', 'finance/order-of-another', ['other-customer invoice-i']],
    ['o-usd', 'finance/order-in-other-currency', ['other-currency invoice-i']],
  ] as const;

  it.each(CASES)('of which the order must be there, and fit: %s', async (orderId, code) => {
    expect(await codeOf(invoice('i', { orderId }))).toBe(code);
    expect(await listed()).toEqual([]);
  });
  it.each(CASES)('is taken where policy or history says so, and listed: %s', async (orderId, _, found) => {
    await invoice('i', { orderId }, history);
    expect(await listed()).toEqual(found);
    await publish({ unfitOrder: 'flag' });
    await invoice('k', { orderId });
    expect(await listed()).toHaveLength(2 * found.length);
    for (const invoiceId of ['i', 'k']) await rig.send('finance.CancelInvoice', { invoiceId, reason: 'x' });
    expect(await listed()).toEqual([]);
  });
  it('fits the customer whom its order is attributed to', async () => {
    await rig.send('sales.AttributeOrder', { orderId: 'o-anonymous', customerId: 'c-2' });
    expect(await codeOf(invoice('i', { orderId: 'o-anonymous' }))).toBe('finance/order-of-another');
    expect(await codeOf(invoice('i', { orderId: 'o-anonymous', customerId: 'c-2' }))).toBe('taken');
  });
  it('is listed where its order is attributed to another customer later, and not where the order comes after it', async () => {
    await invoice('i', { orderId: 'o-anonymous' });
    await invoice('k', { orderId: 'o-late' }, history);
    expect(await listed()).toEqual(['order-missing invoice-k']);
    await order('o-late', 'c-1');
    await rig.send('sales.AttributeOrder', { orderId: 'o-anonymous', customerId: 'c-2' });
    expect(await listed()).toEqual(['other-customer invoice-i']);
  });
});

describe('money beyond what an invoice is for', () => {
  it('is listed while it is there, also of one that was cancelled', async () => {
    for (const invoiceId of ['i', 'k', 'paid']) await invoice(invoiceId);
    await rig.send('finance.CancelInvoice', { invoiceId: 'k', reason: 'twice' });
    await payment('p', { invoiceId: 'paid' });
    expect(await listed()).toEqual([]);
    await payment('q', { invoiceId: 'i', amount: '120' }, history);
    await payment('r', { invoiceId: 'k', amount: '20' }, history);
    expect(await listed()).toEqual(['overpaid invoice-i', 'overpaid invoice-k']);
    const too = (amount: string): object => ({ amount: { amount, currency: 'CNY' } });
    expect(await rowsOf()).toMatchObject([too('20.00'), too('20.00')]);
    for (const paymentId of ['q', 'r']) await rig.send('finance.ReversePayment', { paymentId, reason: 'not ours' });
    expect(await listed()).toEqual([]);
  });
});

describe('a number that its customer has', () => {
  it('is listed, for invoices and for payments apart, in whatever form it is written', async () => {
    await publish({ sameInvoice: 'flag' });
    await invoice('i', { number: 'No 1' });
    await invoice('k', { number: 'ＮＯ  1' });
    await payment('p', { number: 'No 1', customerId: 'c-1' });
    await invoice('other', { number: 'No 1', customerId: 'c-2' });
    expect(await listed()).toEqual(['same-number invoice-i', 'same-number invoice-k']);
    await payment('q', { number: 'no 1' });
    expect(await listed()).toHaveLength(2);
    await attribute('q');
    expect(await listed()).toEqual(
      expect.arrayContaining(['same-number payment-p', 'same-number payment-q']) as readonly string[],
    );
    await rig.send('finance.ReversePayment', { paymentId: 'q', reason: 'twice' });
    await rig.send('finance.CancelInvoice', { invoiceId: 'k', reason: 'twice' });
    expect(await listed()).toEqual([]);
  });
  it('is refused where policy says so, also by attribution, and never of history', async () => {
    await publish({ sameNumber: 'refuse' });
    await invoice('i', { number: 'No 1' });
    await payment('p', { number: 'No 1', customerId: 'c-1' });
    const twice = (sent: object) => [
      invoice('k', { number: 'no 1' }, sent),
      payment('q', { number: 'no 1', customerId: 'c-1' }, sent),
    ];
    expect(await Promise.all(twice({}).map(codeOf))).toEqual(['finance/same-invoice', 'finance/same-payment']);
    await payment('unknown', { number: 'no 1' });
    expect(await codeOf(attribute('unknown'))).toBe('finance/same-payment');
    expect(await codeOf(attribute('unknown', 'c-2'))).toBe('taken');
    expect(await codeOf(attribute('unknown', 'c-2'))).toBe('taken');
    expect(await Promise.all(twice(history).map(codeOf))).toEqual(['taken', 'taken']);
  });
  it('is refused of an invoice that is entered, and listed of history; of a payment it is only listed, for the money came', async () => {
    await invoice('i', { number: 'No 1' });
    await expect(invoice('k', { number: 'no 1' })).rejects.toMatchObject({
      code: 'finance/same-invoice',
      details: { customerId: 'c-1', number: 'no 1', document: 'invoice-i' },
    });
    expect(await codeOf(invoice('other', { number: 'No 1', customerId: 'c-2' }))).toBe('taken');
    await rig.send('finance.CancelInvoice', { invoiceId: 'i', reason: 'x' });
    expect(await codeOf(invoice('k', { number: 'No 1' }))).toBe('finance/same-invoice');
    await invoice('k', { number: 'No 1' }, history);
    await invoice('l', { number: 'No 1' }, history);
    await payment('p', { number: 'No 1', customerId: 'c-1' });
    await payment('q', { number: 'No 1', customerId: 'c-1' });
    expect(await listed()).toEqual(
      ['invoice-k', 'invoice-l', 'payment-p', 'payment-q'].map((document) => `same-number ${document}`),
    );
  });
  it('is refused with the words which document has it, also one that was attributed', async () => {
    await publish({ sameNumber: 'refuse' });
    await payment('unknown', { number: 'No 1' });
    await attribute('unknown');
    await expect(payment('p', { number: 'No 1', customerId: 'c-1' })).rejects.toMatchObject({
      details: { document: 'payment-unknown' },
    });
  });
  it('is refused of both where a document of before says so, which has nothing of invoices alone', async () => {
    const document = { ...BEFORE, sameNumber: 'refuse' };
    const published = { name: 'finance-exceptions', document, approvedBy: 'director' };
    await rig.send('policies.PublishPolicy', published, { occurredAt: march(1) });
    await invoice('i', { number: 'No 1' });
    expect(await codeOf(invoice('k', { number: 'No 1' }))).toBe('finance/same-invoice');
    await payment('p', { number: 'No 1', customerId: 'c-1' });
    expect(await codeOf(payment('q', { number: 'No 1', customerId: 'c-1' }))).toBe('finance/same-payment');
  });
  it('is listed of both where a document of before says so: what was approved then is not refused now', async () => {
    const published = { name: 'finance-exceptions', document: BEFORE, approvedBy: 'director' };
    await rig.send('policies.PublishPolicy', published, { occurredAt: march(1) });
    await invoice('i', { number: 'No 1' });
    expect(await codeOf(invoice('k', { number: 'No 1' }))).toBe('taken');
    expect(await listed()).toEqual(['same-number invoice-i', 'same-number invoice-k']);
  });
});

describe('a customer that was deactivated', () => {
  beforeEach(async () => {
    const file = { customerId: 'c-1', reason: 'x' };
    await rig.send('customers.DeactivateCustomer', file, { ...history, occurredAt: march(10) });
    await rig.send('customers.ReactivateCustomer', file, { ...history, occurredAt: march(20) });
  });
  const at = (day: number, sent: object = {}) => ({ ...sent, occurredAt: march(day) });

  it('gets no invoice of then, unless policy or history says so, and that is listed', async () => {
    expect(await codeOf(invoice('before', {}, at(9)))).toBe('taken');
    expect(await codeOf(invoice('within', {}, at(10)))).toBe('finance/customer-deactivated');
    expect(await codeOf(invoice('after', {}, at(20)))).toBe('taken');
    await invoice('within', {}, at(10, history));
    await publish({ invoiceOfDeactivated: 'flag' });
    await invoice('also', {}, at(19));
    expect(await listed()).toEqual(['customer-deactivated invoice-also', 'customer-deactivated invoice-within']);
  });
  it('pays, and that is listed; where policy says so, it is refused', async () => {
    await payment('p', { customerId: 'c-1' }, at(15));
    await payment('q', {}, at(16));
    await attribute('q');
    expect(await listed()).toEqual(['customer-deactivated payment-p', 'customer-deactivated payment-q']);
    await publish({ paymentOfDeactivated: 'refuse' });
    await payment('unknown', {}, at(17));
    expect(await codeOf(payment('r', { customerId: 'c-1' }, at(17)))).toBe('finance/customer-deactivated');
    expect(await codeOf(attribute('unknown'))).toBe('finance/customer-deactivated');
    expect(await codeOf(attribute('q'))).toBe('taken');
  });
});
