import { InTheClear, IsDecimalText, Titled } from '@dossier/fields';
import { defineEvent, type Erased, Personal } from '@dossier/kernel';
import { IsOptional, IsString } from 'class-validator';

class CreditLimitSetPayload {
  @InTheClear() readonly currency!: string;
  @Titled({ zh: '信用额度', en: 'Credit limit' }) @IsDecimalText() readonly limit!: string;
  /** The limit before, in its currency; left out: there was none. */
  @Titled({ zh: '原额度', en: 'Limit before' }) @IsOptional() @InTheClear() readonly before?: string;
  @InTheClear() readonly approvedBy!: string;
  @Personal() @IsString() readonly reason!: string | Erased;
}
class CreditLimitRemovedPayload {
  /** The limit before, in its currency; left out: none was known. */
  @Titled({ zh: '原额度', en: 'Limit before' }) @IsOptional() @InTheClear() readonly before?: string;
  @InTheClear() readonly approvedBy!: string;
  @Personal() @IsString() readonly reason!: string | Erased;
}

/** 信用额度 */
export const CreditLimitSet = defineEvent(
  'finance.CreditLimitSet',
  {
    title: { zh: '信用额度已设定', en: 'Credit limit set' },
    says: {
      zh: '信用额度设为 {limit}[，原为 {before}]，批准人 {approvedBy}，原因：{reason}',
      en: 'Credit limit set to {limit}[, before {before}], approved by {approvedBy}, reason: {reason}',
    },
  },
  CreditLimitSetPayload,
);
export const CreditLimitRemoved = defineEvent(
  'finance.CreditLimitRemoved',
  {
    title: { zh: '信用额度已取消', en: 'Credit limit removed' },
    says: {
      zh: '取消信用额度[，原为 {before}]，批准人 {approvedBy}，原因：{reason}',
      en: 'Credit limit[ of {before}] removed, approved by {approvedBy}, reason: {reason}',
    },
  },
  CreditLimitRemovedPayload,
  [(v1: CreditLimitRemovedPayload & { readonly before: string }): CreditLimitRemovedPayload => v1], // there always was one
);
export const creditLimitEvents = { CreditLimitSet, CreditLimitRemoved };
