import { InTheClear, IsDecimalText, Titled } from '@dossier/fields';
import { defineEvent, type Erased, Personal } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { IsIn, IsOptional, IsString, ValidateNested } from 'class-validator';
import { PricedColumns } from './lines';

class CreditNoteIssuedPayload {
  @InTheClear() readonly number!: string;
  /** A credit that names no order is normal. */
  @IsOptional() @InTheClear() readonly orderId?: string;
  @InTheClear() readonly currency!: string;
  /** Quantities are positive: what is given back. */
  @ValidateNested() @Type(() => PricedColumns) readonly lines!: PricedColumns;
  /** Decimal text: sum of the lines, exact, rounded once to the minor unit. */
  @IsDecimalText() readonly amount!: string;
  /** It pays for a recorded return, which lowered net already: net is not lowered again. */
  @IsOptional() @IsIn([true]) readonly forReturn?: true;
  /** Counted on the order's stream when issued; notes of earlier versions are counted later. */
  @Titled({ zh: '已计入订单', en: 'Counted with its order' }) @IsOptional() @IsIn([true]) readonly counted?: true;
  /** Free text may name a person. */
  @Personal()
  @IsOptional()
  @IsString()
  readonly reason?: string | Erased;
}
/** The note is now counted on the stream of its order. */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- a fact that says nothing more
class CreditNoteCountedPayload {}

/** 贷项单 */
export const CreditNoteIssued = defineEvent(
  'sales.CreditNoteIssued',
  {
    title: { zh: '贷项单已开具', en: 'Credit note issued' },
    says: {
      zh: '开具贷项单 {number}，金额 {amount}[，订单：{orderId}][，原因：{reason}]',
      en: 'Credit note {number} issued, {amount}[, order: {orderId}][, reason: {reason}]',
    },
  },
  CreditNoteIssuedPayload,
);
export const CreditNoteCounted = defineEvent(
  'sales.CreditNoteCounted',
  { title: { zh: '贷项单已计入订单', en: 'Credit note counted with its order' } },
  CreditNoteCountedPayload,
);
export const creditNoteEvents = { CreditNoteIssued, CreditNoteCounted };
