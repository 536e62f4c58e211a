import { decisionSpec } from '@dossier/testing';
import { CreditNoteCounted, CreditNoteIssued } from '../../credit-note.events';
import { recordPastCredit } from '../../record-past-credit';
import { countCreditNote } from './count-credit-note';

const lines = { sku: ['pump'], quantity: [7], unitPrice: ['10.00'] };
const content = { number: 'CN-1', orderId: 'SO-1', currency: 'CNY', lines, amount: '70.00' };
const credit = {
  ...{ orderId: 'SO-1', creditNoteId: 'CN-1', customerId: 'c-1', currency: 'CNY', lines, amount: '70.00' },
  forReturn: false,
};
const spec = decisionSpec(countCreditNote);

it('counts a note that was issued without, and only that', () => {
  const earlier = CreditNoteIssued(content);
  spec.given(earlier).when(credit).then(CreditNoteCounted({}));
  spec.given(earlier, CreditNoteCounted({})).when(credit).thenNothing();
  spec
    .given(CreditNoteIssued({ ...content, counted: true }))
    .when(credit)
    .thenNothing();
  spec.when(credit).thenNothing();
});

it('records first what the note gives back of its order', () => {
  expect(countCreditNote.before?.(credit, {})).toEqual([{ def: recordPastCredit, command: { credit, issued: true } }]);
});
