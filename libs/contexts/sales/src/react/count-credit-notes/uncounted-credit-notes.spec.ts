import { reactorSpec, told } from '@dossier/testing';
import { contexts } from '../../../../../server/src/contexts';
import { Rig } from '../../../../../testing/src/rig';
import { CreditNoteCounted, CreditNoteIssued } from '../../credit-note.events';
import { uncountedCreditNotes } from './uncounted-credit-notes';

const lines = { sku: ['pump'], quantity: [7], unitPrice: ['10.00'] };
const content = { number: 'CN-1', currency: 'CNY', lines, amount: '70.00' };
const on = { stream: 'credit-note-CN-1', subject: 'c-1', occurredAt: '2026-02-01T08:00:00.000Z' };
/** As an earlier version issued it: nothing on the order's stream tells of it. */
const earlier = CreditNoteIssued({ ...content, orderId: 'SO-1' });
const credit = {
  ...{ orderId: 'SO-1', creditNoteId: 'CN-1', customerId: 'c-1', currency: 'CNY', lines, amount: '70.00' },
  forReturn: false,
};

it('counts a note of an earlier version with the order that it names, once', () => {
  reactorSpec(uncountedCreditNotes).given(told(earlier, on)).twice().then(on.occurredAt, credit, on.occurredAt);
  reactorSpec(uncountedCreditNotes)
    .given(told(earlier, { ...on, backfill: true }))
    .then(on.occurredAt, credit, on.occurredAt);
  reactorSpec(uncountedCreditNotes)
    .given(told(earlier, on), told(CreditNoteCounted({}), on))
    .thenNothing();
});

it('has nothing to do for notes that were counted when they were issued, or name no order', () => {
  reactorSpec(uncountedCreditNotes)
    .given(told(CreditNoteIssued({ ...content, orderId: 'SO-1', counted: true }), on))
    .thenNothing();
  reactorSpec(uncountedCreditNotes)
    .given(told(CreditNoteIssued(content), on))
    .thenNothing();
});

it('keeps an order of an earlier version from being credited beyond what was sold', async () => {
  const rig = await Rig.open(contexts);
  try {
    await rig.send('customers.RegisterCustomer', { customerId: 'c-1', kind: 'person' });
    const pumps = (quantity: number) => [{ sku: 'pump', quantity, unitPrice: '10.00' }];
    const sold = { number: 'SO-1', customerId: 'c-1', currency: 'CNY', lines: pumps(10) };
    await rig.send('sales.PlaceOrder', sold, { occurredAt: '2026-01-01T08:00:00.000Z' });
    const id = '019f178a-cc00-700d-9f39-47d1898bb582';
    await rig.store.append({
      stream: on.stream,
      subject: 'c-1',
      expectedRevision: -1,
      events: [
        rig.codec.encode(
          earlier,
          {
            ...{ id, stream: on.stream, revision: 0, subject: 'c-1', occurredAt: on.occurredAt },
            ...{ recordedAt: on.occurredAt, actor: 'key-tester', department: 'sales', businessLine: null },
            ...{ correlationId: id, causationId: null, traceparent: null, backfill: false },
          },
          '',
        ),
      ],
    });
    await rig.caughtUp();
    await rig.reactors.look();
    expect(rig.reactors.refused).toEqual([]);
    const note = { ...sold, number: 'CN-2', orderId: 'SO-1' };
    await expect(rig.send('sales.IssueCreditNote', { ...note, lines: pumps(4) })).rejects.toMatchObject({
      code: 'sales/more-credited-than-sold',
    });
    await rig.send('sales.IssueCreditNote', { ...note, lines: pumps(3) });
    await rig.caughtUp();
    const head = await rig.feed.head();
    await rig.reactors.look();
    expect(await rig.feed.head()).toBe(head);
  } finally {
    await rig.close();
  }
});
