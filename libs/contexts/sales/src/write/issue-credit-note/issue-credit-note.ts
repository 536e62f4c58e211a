import { IsCustomerReference, IsId, IsText, looksPersonal } from '@dossier/fields';
import { defineCommand, money } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsOptional, ValidateNested } from 'class-validator';
import { creditNote } from '../../credit-note';
import { CreditNoteIssued } from '../../credit-note.events';
import { documentId } from '../../ids';
import { checkAmount, checkCurrency, pricedColumns, valueOf } from '../../lines';
import { type Order, order, placedOrder } from '../../order';
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
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  needs: { of: order, id: ({ orderId, forReturn }) => (forReturn === true ? orderId : undefined) },
  decide: (command, _, { needed }) => {
    const { number, orderId, lines: items, currency, forReturn, reason } = command;
    if (forReturn === true) mustSettle(needed, command);
    if (orderId !== undefined && looksPersonal(orderId)) throw salesRefusal('personal-id', { id: orderId });
    checkCurrency(currency);
    const lines = pricedColumns(items, 'lines');
    const amount = valueOf(currency, lines);
    checkAmount(amount, currency);
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

/**
 * What settles a return lowers net no more, so there must be a return that has done so.
 * @throws Refusal `sales/return-without-order`, `sales/unknown-order`, `sales/nothing-returned`, `sales/other-currency`,
 *   `sales/other-customer`
 */
function mustSettle(needed: Order | undefined, { orderId, customerId, currency }: IssueCreditNote): void {
  if (orderId === undefined) throw salesRefusal('return-without-order');
  const { customer, origin, quantities } = placedOrder(needed ?? order.initial, orderId);
  if (!quantities.returned?.some((quantity) => quantity > 0)) throw salesRefusal('nothing-returned', { orderId });
  if (origin.currency !== currency)
    throw salesRefusal('other-currency', { orderId, expected: origin.currency, currency });
  if (customer !== null && customerId !== undefined && customer !== customerId)
    throw salesRefusal('other-customer', { orderId, customer });
}
