import { defineEvent, type Erased, Personal } from '@dossier/kernel';
import type { PricedColumns } from './lines';

class CreditNoteIssuedPayload {
  readonly number!: string;
  /** A credit that names no order is normal. */
  readonly orderId?: string;
  readonly currency!: string;
  /** Quantities are positive: what is given back. */
  readonly lines!: PricedColumns;
  /** Decimal text: sum of the lines, exact, rounded once to the minor unit. */
  readonly amount!: string;
  /** It settles goods whose return was recorded: net was lowered then and is not lowered again. */
  readonly forReturn?: true;
  /** Free text may name a person. */
  @Personal()
  readonly reason?: string | Erased;
}

/** 贷项单 */
export const CreditNoteIssued = defineEvent(
  'sales.CreditNoteIssued',
  { zh: '贷项单已开具', en: 'Credit note issued' },
  CreditNoteIssuedPayload,
);
export const creditNoteEvents = { CreditNoteIssued };
