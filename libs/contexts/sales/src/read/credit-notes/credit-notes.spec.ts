import { projectionSpec, told } from '@dossier/testing';
import { CreditNoteIssued } from '../../credit-note.events';
import { creditNotes } from './credit-notes';

const lines = { sku: ['A', 'B'], quantity: [2, 1], unitPrice: ['1.505', '0'], name: ['轴承', null] };
const issued = told(
  CreditNoteIssued({
    number: 'C1',
    orderId: 'SO-1',
    currency: 'GBP',
    lines,
    amount: '3.01',
    forReturn: true,
    reason: '退货',
  }),
  { stream: 'credit-note-C1', occurredAt: '2026-03-01T08:00:00.000Z', businessLine: 'bearings' },
);

it('keeps and shows a credit note with the order that it names', () => {
  const note = {
    creditNoteId: 'C1',
    customer: 'customer-1',
    number: 'C1',
    issuedAt: '2026-03-01T08:00:00.000Z',
    order: 'SO-1',
    forReturn: true,
    reason: '退货',
    businessLine: 'bearings',
  };
  const spec = projectionSpec(creditNotes).given(issued);
  spec.twice().then({ ...note, currency: 'GBP', amount: 301, lines });
  spec.thenView({
    ...note,
    amount: { amount: '3.01', currency: 'GBP' },
    lines: [
      { sku: 'A', name: '轴承', quantity: 2, unitPrice: { amount: '1.505', currency: 'GBP' } },
      { sku: 'B', quantity: 1, unitPrice: { amount: '0', currency: 'GBP' } },
    ],
  });
  spec.thenFields({
    customer: 'customer-1',
    number: 'C1',
    order: 'SO-1',
    issuedAt: '2026-03-01T08:00:00.000Z',
    currency: 'GBP',
    amount: 301,
    businessLine: 'bearings',
  });
});

it('keeps one of nobody that names nothing', () => {
  const bare = CreditNoteIssued({ number: 'C1', currency: 'GBP', lines, amount: '3.01' });
  projectionSpec(creditNotes)
    .given(told(bare, { subject: '~credit-note-C1' }))
    .thenFields({ customer: null, order: null, businessLine: null });
  projectionSpec(creditNotes)
    .given(told(bare, { subject: '~credit-note-C1' }))
    .then(expect.objectContaining({ creditNoteId: 'C1', forReturn: false, reason: null }) as never);
});
