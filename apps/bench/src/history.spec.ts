import { late } from './history';

const at = (day: number): string => new Date(Date.UTC(2025, 0, 1 + day)).toISOString();
/** Orders on one day each, whose invoices are paid within ten days and whose complaints are filed and closed in twenty. */
async function* history(): AsyncGenerator<string> {
  const lines = Array.from({ length: 40 }, (_, i) => [
    { command: 'sales.PlaceOrder', data: { orderId: `o-${i}`, customerId: 'c', occurredAt: at(i) } },
    { command: 'finance.IssueInvoice', data: { invoiceId: `v-${i}`, orderId: `o-${i}`, occurredAt: at(i + 1) } },
    { command: 'finance.ReceivePayment', data: { paymentId: `p-${i}`, invoiceId: `v-${i}`, occurredAt: at(i + 10) } },
    { command: 'service.FileComplaint', data: { complaintId: `k-${i}`, orderId: `o-${i}`, occurredAt: at(i + 11) } },
    { command: 'service.CloseComplaint', data: { complaintId: `k-${i}`, occurredAt: at(i + 20) } },
  ]).flat();
  for (const line of lines.sort((a, b) => a.data.occurredAt.localeCompare(b.data.occurredAt)))
    yield await Promise.resolve(JSON.stringify(line));
}

it('brings late what hangs on a late order, so that nothing is named before it is there', async () => {
  const places = new Map<string, number>();
  const told: { readonly command: string; readonly data: Readonly<Record<string, string>> }[] = [];
  for await (const text of late(history(), 0.3)) told.push(JSON.parse(text) as (typeof told)[number]);
  for (const [place, { command, data }] of told.entries()) places.set(`${command} ${Object.values(data)[0]}`, place);
  const place = (what: string): number => places.get(what) ?? NaN;
  for (let i = 0; i < 40; i++) {
    expect(place(`finance.IssueInvoice v-${i}`)).toBeGreaterThan(place(`sales.PlaceOrder o-${i}`));
    expect(place(`finance.ReceivePayment p-${i}`)).toBeGreaterThan(place(`finance.IssueInvoice v-${i}`));
    expect(place(`service.CloseComplaint k-${i}`)).toBeGreaterThan(place(`service.FileComplaint k-${i}`));
  }
  const orders = told.flatMap(({ command, data }) =>
    command === 'sales.PlaceOrder' ? [String(data['occurredAt'])] : [],
  );
  expect(orders).not.toEqual([...orders].sort()); // some are late
});
