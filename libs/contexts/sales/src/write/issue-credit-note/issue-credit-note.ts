import { IsCurrencyCode, IsCustomerReference, IsId, IsReference, IsText, looksPersonal, Titled } from '@dossier/fields';
import { type DataOf, defineCommand, money } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsOptional, ValidateNested } from 'class-validator';
import { creditNote } from '../../credit-note';
import { CreditNoteIssued } from '../../credit-note.events';
import { type CreditOrder, creditOrder, creditRefuses } from '../../credit-order';
import { type FollowOrder, followOrder } from '../../follow-order';
import { CREDIT_NOTE_ID, documentId } from '../../ids';
import { itsCustomer, mustBeInUse } from '../../exceptions-policy';
import { checkAmount, linesRefuse, meaningOfLines, type PricedColumns, pricedColumns, valueOf } from '../../lines';
import { order } from '../../order';
import { creditOf, needsPast } from '../../past-credits';
import { type RecordPastCredit, recordPastCredit } from '../../record-past-credit';
import { AreWords, IsPositiveQuantity, IsPrice, MOST_LINES } from '../../rules';
import { type RevalueOrder, revalueOrder } from '../../revalue-order';
import { salesRefusal } from '../../sales.refusals';

export class CreditedLine {
  @Titled({ zh: '货号', en: 'SKU' })
  @IsReference()
  readonly sku!: string;
  @Titled({ zh: '品名', en: 'Name of the goods' })
  @IsOptional()
  @AreWords(200)
  readonly name?: string;
  @Titled({ zh: '数量', en: 'Quantity' }, { help: { zh: '退还的数量，为正。', en: 'What is given back, positive.' } })
  @IsPositiveQuantity()
  readonly quantity!: number;
  @Titled({ zh: '单价', en: 'Unit price' }, { kind: 'money' })
  @IsPrice()
  readonly unitPrice!: string;
}

export class IssueCreditNote {
  @Titled(CREDIT_NOTE_ID, {
    help: { zh: '省略则以贷项单号为编号（须可作编号）。', en: 'Left out: the number, where it can serve as an id.' },
  })
  @IsOptional()
  @IsId()
  readonly creditNoteId?: string;
  /** Left out: an anonymous one, attributable later. */
  @IsOptional() @IsCustomerReference() readonly customerId?: string;
  @Titled({ zh: '贷项单号', en: 'Number' }, { help: { zh: '单据上所印。', en: 'As printed.' } })
  @IsReference()
  readonly number!: string;
  @Titled(
    { zh: '订单编号', en: 'Order id' },
    {
      help: {
        zh: '所针对的订单；不针对订单的贷项也属正常。',
        en: 'The order that it names; a credit that names none is normal.',
      },
    },
  )
  @IsOptional()
  @IsId()
  readonly orderId?: string;
  @Titled({ zh: '明细行', en: 'Lines' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_LINES)
  @ValidateNested({ each: true })
  @Type(() => CreditedLine)
  readonly lines!: readonly CreditedLine[];
  @Titled({ zh: '币种', en: 'Currency' })
  @IsCurrencyCode()
  readonly currency!: string;
  @Titled(
    { zh: '因退货', en: 'For a return' },
    {
      help: {
        zh: '结算已在订单上登记的退货；净额当时已扣减，不再扣减。',
        en: 'It settles goods whose return was recorded on the order: net was lowered then and is not lowered again.',
      },
    },
  )
  @IsOptional()
  @IsBoolean()
  readonly forReturn?: boolean;
  @Titled({ zh: '原因', en: 'Reason' })
  @IsOptional()
  @IsText(500)
  readonly reason?: string;
}

/** The id of a note. @throws Refusal `sales/credit-note-id-needed`, `sales/personal-id` */
const idOf = ({ creditNoteId, number }: Pick<IssueCreditNote, 'creditNoteId' | 'number'>): string =>
  documentId(creditNoteId, number, 'credit-note-id-needed');

/** 开贷项单 */
export const issueCreditNote = defineCommand({
  name: 'sales.IssueCreditNote',
  title: { zh: '开贷项单', en: 'Issue a credit note' },
  command: IssueCreditNote,
  on: creditNote,
  id: idOf,
  by: ['service', 'staff'],
  refuses: [
    linesRefuse,
    ...creditRefuses,
    salesRefusal.some('credit-note-id-needed', 'personal-id', 'return-without-order', 'customer-deactivated'),
  ],
  creates: true,
  meaning: ({ lines, ...rest }: DataOf<typeof CreditNoteIssued>) => ({
    ...rest,
    counted: undefined, // not in notes of earlier versions
    lines: [...meaningOfLines(lines)].sort(),
  }),
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  needs: {
    customer: itsCustomer,
    order: { of: order, id: ({ orderId }) => orderId },
    ...needsPast,
  },
  before: (command, { backfill = false }) => {
    const { orderId, customerId = null, currency, forReturn = false } = command;
    if (orderId === undefined) return [];
    const credit: CreditOrder = {
      ...{ orderId, creditNoteId: idOf(command), customerId, currency, forReturn },
      ...contentOf(command),
    };
    return backfill
      ? [{ def: recordPastCredit, command: { credit, issued: false } satisfies RecordPastCredit }]
      : [{ def: creditOrder, command: credit }];
  },
  after: (command) => {
    const { orderId, customerId } = command;
    if (orderId === undefined) return [];
    const follow: FollowOrder = { orderId, creditNoteId: idOf(command) };
    return [
      // first: in notes of earlier versions it was the only step, and each claims its key by its place
      ...(customerId === undefined ? [{ def: followOrder, command: follow }] : []),
      { def: revalueOrder, command: { orderId } satisfies RevalueOrder },
    ];
  },
  route: {
    path: 'credit-notes',
    description: {
      zh: '可以不注明订单。若用于结清已登记的退货，请注明 forReturn，以免净额重复减少。',
      en: 'It need not name an order. One that settles a recorded return says forReturn, so that net is not lowered twice.',
    },
    example: {
      customerId: 'c-1001',
      number: 'CN-2026-0007',
      orderId: 'SO-2026-0042',
      lines: [{ sku: 'SEAL-20', quantity: 50, unitPrice: '1.125' }],
      currency: 'CNY',
      reason: '价格更正',
      occurredAt: '2026-03-10T15:00:00+08:00',
    },
  },
  decide: (command, _, context) => {
    const { number, orderId, customerId, currency, forReturn, reason } = command;
    if (forReturn === true && orderId === undefined) throw salesRefusal('return-without-order');
    // an order that is there was named under the rules of its time
    if (orderId !== undefined && context.needed.order === undefined && looksPersonal(orderId))
      throw salesRefusal('personal-id', { id: orderId }).of('orderId');
    // a note interrupted after counting was checked then
    if (!creditOf(context.needed).some(({ creditNoteId }) => creditNoteId === idOf(command)))
      mustBeInUse(context.needed.customer, customerId, context.occurredAt, context);
    return [
      CreditNoteIssued({
        number,
        ...(orderId !== undefined && { orderId, counted: true as const }),
        currency,
        ...contentOf(command),
        ...(forReturn === true && { forReturn }),
        ...(reason !== undefined && { reason }),
      }),
    ];
  },
});

/** @throws Refusal `sales/quantity-too-fine`, `sales/amount-too-large` */
function contentOf({ lines: items, currency }: Pick<IssueCreditNote, 'lines' | 'currency'>): {
  readonly lines: PricedColumns;
  readonly amount: string;
} {
  const lines = pricedColumns(items, 'lines');
  const amount = valueOf(currency, lines);
  checkAmount(amount, currency);
  return { lines, amount: money(amount, currency).amount };
}
