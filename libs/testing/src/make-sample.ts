import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { contexts } from '../../server/src/contexts';
import { Rig } from './rig';

/**
 * Writes a small data folder with an event of every kind, to be kept beside the code of a format that is released:
 * `node --require ./.swc-register.cjs libs/testing/src/ts-workers.cjs libs/testing/src/make-sample.ts <folder>`
 */
async function makeSample(folder: string): Promise<void> {
  const rig = await Rig.open(contexts, { folder });
  const at = (occurredAt: string, department = 'sales'): object => ({ occurredAt, department });
  const lines = [
    { sku: 'pump', name: '水泵 Pump', quantity: 2, unitPrice: '1250.50' },
    { sku: 'seal', quantity: 100, unitPrice: '0.1255' },
  ];
  await rig.send(
    'customers.RegisterCustomer',
    { customerId: 'acme', kind: 'organisation', name: '艾克米工业 Acme', country: 'China', phone: '+86 21 6000 0000' },
    at('2024-01-01T08:00:00.000Z'),
  );
  await rig.send('customers.ClaimExternalId', { customerId: 'acme', source: 'erp', value: 'K-4711' });
  const facts = [
    { attribute: 'legalName', value: '艾克米工业有限公司' },
    { attribute: 'industry', value: 'chemicals' },
  ];
  await rig.send('customers.AssertFacts', { customerId: 'acme', facts }, at('2024-02-01T08:00:00.000Z', 'finance'));
  await rig.send(
    'customers.WithdrawFact',
    { customerId: 'acme', attribute: 'industry' },
    at('2024-02-02T08:00:00.000Z', 'finance'),
  );
  const placed = { currency: 'CNY', lines, customerId: 'acme' };
  await rig.send('sales.PlaceOrder', { ...placed, orderId: 'o-1', number: 'o-1' }, at('2024-03-01T08:00:00.000Z'));
  await rig.send('sales.ConfirmOrder', { orderId: 'o-1' }, at('2024-03-01T09:00:00.000Z'));
  await rig.send('sales.ShipOrder', { orderId: 'o-1' }, at('2024-03-02T08:00:00.000Z', 'logistics'));
  await rig.send('sales.DeliverOrder', { orderId: 'o-1' }, at('2024-03-04T08:00:00.000Z', 'logistics'));
  const back = { orderId: 'o-1', lines: [{ line: 1, quantity: 1 }], reason: 'broken' };
  await rig.send('sales.ReturnOrder', back, at('2024-03-05T08:00:00.000Z', 'service'));
  await rig.send('sales.PlaceOrder', { ...placed, orderId: 'o-2', number: 'o-2' }, at('2024-05-01T08:00:00.000Z'));
  await rig.send('sales.CancelOrder', { orderId: 'o-2', reason: 'budget' }, at('2024-05-02T08:00:00.000Z'));
  const credited = [{ sku: 'seal', quantity: 10, unitPrice: '0.1255' }];
  await rig.send(
    'sales.IssueCreditNote',
    { creditNoteId: 'k-1', number: 'k-1', customerId: 'acme', currency: 'CNY', lines: credited },
    at('2024-06-01T08:00:00.000Z', 'finance'),
  );
  const anonymous = { orderId: 'o-3', number: 'o-3', currency: 'CNY', lines: [lines[0]] };
  await rig.send(
    'sales.PlaceOrder',
    { ...anonymous, promisedShipAt: '2024-07-03T08:00:00.000Z' },
    at('2024-07-01T08:00:00.000Z'),
  );
  await rig.send(
    'sales.RecordMissedShipDate',
    { orderId: 'o-3', promisedShipAt: '2024-07-03T08:00:00.000Z' },
    at('2024-07-03T08:00:00.000Z'),
  );
  await rig.send('sales.AttributeOrder', { orderId: 'o-3', customerId: 'acme' });
  await rig.send(
    'customers.DeactivateCustomer',
    { customerId: 'acme', reason: 'moved' },
    at('2024-08-01T08:00:00.000Z'),
  );
  await rig.send(
    'customers.ReactivateCustomer',
    { customerId: 'acme', reason: 'moved back' },
    at('2024-09-01T08:00:00.000Z'),
  );
  const document = rig.registry.policies.get('survivorship')?.initial as object;
  await rig.send('policies.PublishPolicy', { name: 'survivorship', document, approvedBy: 'board' }, { key: 'a-key' });
  await rig.caughtUp();
  const types = new Set((await rig.feed.read(0, 1_000)).events.map(({ type }) => type));
  const missing = [...rig.registry.events.keys()].filter((type) => !types.has(type));
  if (missing.length > 0) throw new Error(`no event of ${missing.join(', ')}`);
  await rig.close();
  for (const file of ['views.db', 'views.db-wal', 'views.db-shm', 'lock.db'])
    rmSync(join(folder, file), { force: true });
}
void makeSample(process.argv[2] ?? '');
