import { IsCustomerReference, IsId, IsText, looksPersonal } from '@dossier/fields';
import { type DataOf, defineCommand, type Minor, money } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsOptional, ValidateNested } from 'class-validator';
import { creditNote } from '../../credit-note';
import { CreditNoteIssued } from '../../credit-note.events';
import { documentId } from '../../ids';
import { checkAmount, checkCurrency, meaningOfLines, pricedColumns, valueOf } from '../../lines';
import { order, placedOrder, type PlacedOrder } from '../../order';
import { IsCurrencyCode, IsPositiveQuantity, IsPrice, MOST_LINES } from '../../rules';
import { salesRefusal } from '../../sales.refusals';

export class CreditedLine {
  @IsText(64) readonly sku!: string;
  @IsOptional() @IsText(200) readonly name?: string;
  /** What is given back, positive. */
  @IsPositiveQuantity() readonly quantity!: number;
  @IsPrice() readonly unitPrice!: string;
}

export class IssueCreditNote {
  /** Left out: the number, where it can serve as an id. */
  @IsOptional() @IsId() readonly creditNoteId?: string;
  /** Left out: an anonymous one, attributable later. */
  @IsOptional() @IsCustomerReference() readonly customerId?: string;
  @IsText(64) readonly number!: string;
  /** A credit that names no order is normal. */
  @IsOptional() @IsId() readonly orderId?: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_LINES)
  @ValidateNested({ each: true })
  @Type(() => CreditedLine)
  readonly lines!: readonly CreditedLine[];
  @IsCurrencyCode() readonly currency!: string;
  /** It settles goods whose return was recorded on the order: net was lowered then and is not lowered again. */
  @IsOptional() @IsBoolean() readonly forReturn?: boolean;
  @IsOptional() @IsText(500) readonly reason?: string;
}

/** 开贷项单 */
export const issueCreditNote = defineCommand({
  name: 'sales.IssueCreditNote',
  command: IssueCreditNote,
  on: creditNote,
  id: ({ creditNoteId, number }) => documentId(creditNoteId, number, 'credit-note-id-needed'),
  by: ['service', 'staff'],
  creates: true,
  meaning: ({ lines, ...rest }: DataOf<typeof CreditNoteIssued>) => ({
    ...rest,
    lines: [...meaningOfLines({ ...lines })].sort(),
  }),
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  needs: { of: order, id: ({ orderId }) => orderId },
  decide: (command, _, { needed }) => {
    const { number, orderId, lines: items, currency, forReturn, reason } = command;
    if (forReturn === true && orderId === undefined) throw salesRefusal('return-without-order');
    if (orderId !== undefined && looksPersonal(orderId)) throw salesRefusal('personal-id', { id: orderId });
    checkCurrency(currency);
    const lines = pricedColumns(items, 'lines');
    const amount = valueOf(currency, lines);
    checkAmount(amount, currency);
    if (orderId !== undefined) mustFit(placedOrder(needed ?? order.initial, orderId), orderId, command);
    if (forReturn === true) mustSettle(needed as PlacedOrder, orderId, amount);
    return [
      CreditNoteIssued({
        number,
        ...(orderId !== undefined && { orderId }),
        currency,
        lines,
        amount: money(amount, currency).amount,
        ...(forReturn === true && { forReturn }),
        ...(reason !== undefined && { reason }),
      }),
    ];
  },
});

/** @throws Refusal `sales/other-currency`, `sales/customer-needed`, `sales/other-customer` */
function mustFit({ customer, origin }: PlacedOrder, orderId: string, { customerId, currency }: IssueCreditNote): void {
  if (origin.currency !== currency)
    throw salesRefusal('other-currency', { orderId, expected: origin.currency, currency });
  if (customer === null) return; // an anonymous one may have been attributed since
  // left to nobody it would lower the net amount of nobody
  if (customerId === undefined) throw salesRefusal('customer-needed', { orderId, customer });
  if (customer !== customerId) throw salesRefusal('other-customer', { orderId, customer });
}

/**
 * What settles a return lowers net no more, so there must be a return that has done so, of no less.
 * @throws Refusal `sales/nothing-returned`, `sales/more-than-returned`
 */
function mustSettle(
  { lines, quantities, origin: { currency } }: PlacedOrder,
  orderId: string | undefined,
  amount: Minor,
): void {
  const quantity = lines.sku.map((_, index) => quantities.returned?.[index] ?? 0);
  if (quantity.every((each) => each === 0)) throw salesRefusal('nothing-returned', { orderId });
  const returned = valueOf(currency, { quantity, unitPrice: lines.unitPrice });
  if (amount > returned)
    throw salesRefusal('more-than-returned', { orderId, returned: money(returned, currency).amount, currency });
}
