import { identityLinks, IDENTITY_LINKS, type IdentityLinks, ownerOf } from '@dossier/foundation';
import { canonicalJson, defineCommand, type Instant, ownSubject, streamOf } from '@dossier/kernel';
import { creditNote } from './credit-note';
import { Books } from './books';
import { tooMuch } from './credits';
import { isRefused } from './exceptions-policy';
import { meaningOfLines, type PricedColumns } from './lines';
import type { Credit } from './noted-credits';
import { order, orderAt, orderRefuses, type PlacedOrder } from './order';
import { OrderCredited } from './order.events';
import { needsPast, withPast } from './past-credits';
import { salesRefusal } from './sales.refusals';

export const creditRefuses = [
  orderRefuses,
  salesRefusal.some(
    'credit-note-pending',
    'nothing-returned',
    'more-than-returned',
    'more-credited-than-sold',
    'other-currency',
    'customer-needed',
    'other-customer',
    'note-of-other-customer',
  ),
];

export class CreditOrder {
  readonly orderId!: string;
  readonly creditNoteId!: string;
  readonly customerId!: string | null;
  readonly currency!: string;
  readonly lines!: PricedColumns;
  /** Decimal text. */
  readonly amount!: string;
  readonly forReturn!: boolean;
}

/**
 * Runs before a credit note that names an order. All credit of an order is on its stream, so that of two notes at once
 * the second sees the first. Never sent alone; imported history is recorded as past credit.
 */
export const creditOrder = defineCommand({
  name: 'sales.CreditOrder',
  title: { zh: '贷项单计入订单', en: 'Count a credit note with its order' },
  command: CreditOrder,
  on: order,
  id: ({ orderId }) => orderId,
  by: [],
  onlyStep: true,
  refuses: creditRefuses,
  needs: { links: { of: identityLinks, id: () => IDENTITY_LINKS }, ...needsPast },
  decide: (command, state, context) => {
    const { orderId, creditNoteId, customerId, currency, amount, forReturn } = command;
    const before = withPast(orderAt(context.occurredAt, state, orderId), context.needed.past);
    const credit = givenBy(command, context.occurredAt);
    // an interrupted note was checked then; its order may have been attributed since
    if (isBegun(credit, before.credits.all, orderId)) return [];
    mustFit(before, orderId, { customerId, currency }, context.needed.links ?? identityLinks.initial);
    if (forReturn && !before.quantities.returned?.some((each) => each > 0))
      throw salesRefusal('nothing-returned', { orderId });
    if (isRefused(context, 'creditedMoreThanSold')) {
      const books = new Books(before);
      books.add(credit);
      const passed = books.overcredited();
      if (passed) throw tooMuch(orderId, before.origin, passed);
    }
    return [
      OrderCredited({
        creditNoteId,
        customer: customerId,
        lines: credit.lines,
        amount,
        ...(forReturn && { forReturn }),
      }),
    ];
  },
});

/** What a note gives back. */
export const givenBy = (
  { creditNoteId, customerId: customer, currency, lines, forReturn }: CreditOrder,
  issuedAt: Instant,
): Credit => {
  const { sku, quantity, unitPrice } = lines;
  return { creditNoteId, customer, issuedAt, currency, lines: { sku, quantity, unitPrice }, forReturn };
};

/**
 * Whether an earlier attempt counted the note but stopped before issuing it.
 * @throws Refusal `sales/credit-note-pending` where it had other content
 */
export function isBegun(credit: Credit, credits: readonly Credit[], orderId: string): boolean {
  const { creditNoteId } = credit;
  const known = credits.find((each) => each.creditNoteId === creditNoteId);
  if (known && meaningOf(known) !== meaningOf(credit))
    throw salesRefusal('credit-note-pending', { orderId, creditNoteId });
  return known !== undefined;
}

/** Equal for credits that mean the same: the order of lines, the form of numbers and the instant are not compared. */
const meaningOf = (credit: Credit): string =>
  canonicalJson({ ...credit, issuedAt: undefined, live: undefined, lines: [...meaningOfLines(credit.lines)].sort() });

/** The customer to whom an order belongs today; null: to none. */
export const customerOf = (of: PlacedOrder | undefined, orderId: string, links: IdentityLinks): string | null =>
  ownerOf(links, of?.customer ?? ownSubject(streamOf(order, orderId)));

/** The customer to whom a credit note belongs today; null: to none. */
export const customerOfNote = (
  { creditNoteId, customer }: Pick<Credit, 'creditNoteId' | 'customer'>,
  links: IdentityLinks,
): string | null => ownerOf(links, customer ?? ownSubject(streamOf(creditNote, creditNoteId)));

/**
 * An order without a customer gets that of its notes: they must be of one.
 * @throws Refusal `sales/note-of-other-customer`
 */
export function mustBeOfOne(
  customerId: string,
  {
    orderId,
    notes,
    links,
  }: { readonly orderId: string; readonly notes: readonly Credit[]; readonly links: IdentityLinks },
): void {
  for (const note of notes) {
    const customer = customerOfNote(note, links);
    if (customer !== null && customer !== customerId)
      throw salesRefusal('note-of-other-customer', { orderId, creditNoteId: note.creditNoteId, customer });
  }
}

/** @throws Refusal `sales/other-currency`, `sales/customer-needed`, `sales/other-customer`, `sales/note-of-other-customer` */
function mustFit(
  placed: PlacedOrder,
  orderId: string,
  { customerId, currency }: Pick<CreditOrder, 'customerId' | 'currency'>,
  links: IdentityLinks,
): void {
  const expected = placed.origin.currency;
  if (expected !== currency) throw salesRefusal('other-currency', { orderId, expected, currency });
  const customer = customerOf(placed, orderId, links);
  if (customer === null) {
    if (customerId !== null) mustBeOfOne(customerId, { orderId, notes: placed.credits.all, links });
    return;
  }
  // without a customer it would lower nobody's net amount
  if (customerId === null) throw salesRefusal('customer-needed', { orderId, customer });
  if (customer !== customerId) throw salesRefusal('other-customer', { orderId, customer });
}
