import { InvoiceIssued } from '@dossier/contexts/finance';
import { addDays } from '@dossier/kernel';
import { reactorSpec, told } from '@dossier/testing';
import { customersThatPayLate } from './customers-that-pay-late';

const dueAt = '2026-03-10T08:00:00.000Z';
const issued = (id: string) =>
  told(InvoiceIssued({ number: id, currency: 'CNY', amount: '1.00', dueAt }), { stream: `invoice-${id}` });

it('warns once of all that is overdue at a time, after the days of grace', () => {
  const at = addDays(dueAt, 3);
  reactorSpec(customersThatPayLate)
    .given(issued('A'), issued('B'))
    .twice()
    .then(at, expect.objectContaining({ warningId: 'payment-overdue-event-1', standing: 'lasts', at }) as never);
});
