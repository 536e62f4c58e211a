import { decisionSpec, withPolicy } from '@dossier/testing';
import { InvoiceIssued } from '../../invoice.events';
import { receivablesPolicy } from '../../receivables-policy';
import { issueInvoice } from './issue-invoice';

const occurredAt = '2026-03-01T08:00:00.000Z';
const command = { customerId: 'c-1', number: 'INV-1', amount: '100.50', currency: 'CNY' };
const spec = decisionSpec(issueInvoice);

it('falls due when it says, else after the days to pay of the policy', () => {
  const said = { ...command, dueAt: '2026-03-31T23:59:59+08:00', orderId: 'SO-1' };
  const issued = { number: 'INV-1', currency: 'CNY', amount: '100.50' };
  spec
    .when(said, { occurredAt, backfill: true }) // its order may come later
    .then(InvoiceIssued({ ...issued, dueAt: '2026-03-31T15:59:59.000Z', orderId: 'SO-1' }));
  spec.when(command, { occurredAt }).then(InvoiceIssued({ ...issued, dueAt: '2026-03-31T08:00:00.000Z' }));
  const policies = withPolicy(receivablesPolicy, { paymentDays: 10, ageBorders: [30] });
  spec.when(command, { occurredAt, policies }).then(InvoiceIssued({ ...issued, dueAt: '2026-03-11T08:00:00.000Z' }));
});

it('refuses what cannot be owed', () => {
  spec.when({ ...command, orderId: 'SO-1' }).then('finance/unknown-order', { orderId: 'SO-1' });
  spec
    .when({ ...command, amount: '1.005' })
    .then('finance/amount-too-fine', { amount: '1.005', currency: 'CNY', digits: 2 });
  spec.when({ ...command, amount: '1.5', currency: 'JPY' }).then('finance/amount-too-fine', {
    ...{ amount: '1.5', currency: 'JPY', digits: 0 },
  });
  spec.when({ ...command, amount: '10000000000.01' }).then('finance/amount-too-large');
  spec
    .when({ ...command, dueAt: '2026-02-28T00:00:00Z' }, { occurredAt })
    .then('finance/due-before-issued', { dueAt: '2026-02-28T00:00:00.000Z', issuedAt: occurredAt });
});

it('takes its number for its id, unless that may name a person', () => {
  expect(issueInvoice.id(command)).toBe('INV-1');
  expect(issueInvoice.id({ ...command, invoiceId: 'i-1' })).toBe('i-1');
  expect(() => issueInvoice.id({ ...command, number: '发票 1' })).toThrow('id-needed');
  expect(() => issueInvoice.id({ ...command, invoiceId: '13812345678' })).toThrow('personal-id');
});
