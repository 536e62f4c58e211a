import { exceptions, type SalesException } from '@dossier/contexts/sales';
import { type AnyQueryDef } from '@dossier/kernel';
import { contexts } from '../../../server/src/contexts';
import { reading, Rig } from '../../../testing/src/rig';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.open(contexts);
  for (const customerId of ['c-1', 'c-2'])
    await rig.send('customers.RegisterCustomer', { customerId, kind: 'organisation' });
  for (const [orderId, customerId] of [['o-1', 'c-1'], ['o-2', 'c-2'], ['o-anonymous']])
    await rig.send('sales.PlaceOrder', {
      ...{ orderId, number: orderId, currency: 'CNY', ...(customerId && { customerId }) },
      lines: [{ sku: 'pump', quantity: 1, unitPrice: '100.00' }],
    });
});
afterEach(() => rig.close());

const request = (requestId: string, more: object = {}) =>
  rig.send('service.OpenRequest', { requestId, customerId: 'c-1', number: requestId, ...more });
const complaint = (complaintId: string, more: object = {}) =>
  rig.send('service.FileComplaint', {
    ...{ complaintId, customerId: 'c-1', number: complaintId, severity: 'minor', complaint: '漏油' },
    ...more,
  });
/** As `reports/exceptions` gives them. */
const listed = async (): Promise<readonly string[]> => {
  await rig.caughtUp();
  const report = rig.registry.queries.get(exceptions.name) as AnyQueryDef;
  const { rows } = (await rig.queries.ask(report, {}, reading)) as { readonly rows: readonly SalesException[] };
  return rows.map(({ kind, document }) => `${kind} ${document}`).sort();
};

it('lists requests, and complaints apart, with one number of one customer in whatever form it is written', async () => {
  await request('r-1', { number: 'SR 1' });
  await request('r-2', { number: 'ｓｒ  1' });
  await request('r-other', { number: 'SR 1', customerId: 'c-2' });
  await complaint('k-1', { number: 'SR 1' });
  expect(await listed()).toEqual(['same-number service-request-r-1', 'same-number service-request-r-2']);
  await rig.send('service.WithdrawRequest', { requestId: 'r-2', reason: '重复登记' });
  expect(await listed()).toEqual([]);
  await complaint('k-2', { number: 'sr 1' });
  expect(await listed()).toEqual(['same-number complaint-k-1', 'same-number complaint-k-2']);
});

it('lists those that name an order that is not there or of another customer, until it fits', async () => {
  await request('r-fits', { orderId: 'o-1' });
  await request('r-anybody', { orderId: 'o-anonymous' });
  await request('r-other', { orderId: 'o-2' });
  await rig.send('service.OpenRequest', { requestId: 'r-nobody', number: 'r-nobody', orderId: 'o-2' });
  await rig.send('service.RecordQualityReturn', {
    ...{ returnId: 'q-1', customerId: 'c-1', product: 'pump', quantity: 1, because: 'defect', orderId: 'o-2' },
  });
  await complaint('k-none', { orderId: 'o-none' });
  expect(await listed()).toEqual([
    'order-missing complaint-k-none',
    'other-customer quality-return-q-1',
    'other-customer service-request-r-other',
  ]);
  await rig.send('service.RetractQualityReturn', { returnId: 'q-1', reason: '重复登记' });
  await rig.send('sales.AttributeOrder', { orderId: 'o-anonymous', customerId: 'c-2' });
  await rig.send('sales.PlaceOrder', {
    ...{ orderId: 'o-none', number: 'o-none', currency: 'USD', customerId: 'c-1' },
    lines: [{ sku: 'pump', quantity: 1, unitPrice: '100.00' }],
  });
  expect(await listed()).toEqual([
    'other-customer service-request-r-anybody',
    'other-customer service-request-r-other',
  ]);
});
