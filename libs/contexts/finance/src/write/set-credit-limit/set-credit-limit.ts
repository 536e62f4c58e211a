import { IsCurrencyCode, IsCustomerReference, IsForm, IsLabel, IsText, Titled } from '@dossier/fields';
import { defineCommand, isNews, money, saysElse } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { creditLimit, heldAt, lastSetAt } from '../../credit-limit';
import { CreditLimitRemoved, CreditLimitSet } from '../../credit-limit.events';
import { financeRefusal } from '../../finance.refusals';
import { amountRefuses, minorOf } from '../../rules';
import { APPROVED_BY, CURRENCY, REASON } from '../../shown-parts';

export class SetCreditLimit {
  @IsCustomerReference() readonly customerId!: string;
  @Titled(
    { zh: '信用额度', en: 'Credit limit' },
    {
      help: { zh: '省略则取消额度；0 为不得赊账。', en: 'Left out: the limit is removed; 0: nothing on credit.' },
      kind: 'money',
    },
  )
  @IsOptional()
  @IsForm(/^(?:0|[1-9]\d{0,10})(?:\.\d{1,4})?$/, {
    zh: '文本形式的金额，不得为负，如 "200000.00"',
    en: 'an amount as text, never negative, such as "200000.00"',
  })
  readonly limit?: string;
  @Titled(CURRENCY, { help: { zh: '额度的币种。', en: 'Of the limit.' } })
  @IsOptional()
  @IsCurrencyCode()
  readonly currency?: string;
  @Titled(APPROVED_BY) @IsLabel() readonly approvedBy!: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 设定信用额度 */
export const setCreditLimit = defineCommand({
  name: 'finance.SetCreditLimit',
  title: { zh: '设定信用额度', en: 'Set a credit limit' },
  command: SetCreditLimit,
  on: creditLimit,
  id: ({ customerId }) => customerId,
  customer: 'customerId',
  by: ['service', 'staff'],
  refuses: [amountRefuses, financeRefusal.some('currency-needed')],
  route: {
    path: 'customers/:customerId/credit-limit',
    description: {
      zh: '额度及其变更须有批准人与原因。敞口（未付发票与未发货订单）超出额度时，客户档案会显示。',
      en: 'A limit and its changes have an approver and a reason. Where the exposure (open invoices and what is still to be shipped) passes it, the 360° view says so.',
    },
    example: {
      customerId: 'c-1001',
      limit: '200000.00',
      currency: 'CNY',
      approvedBy: '财务总监',
      reason: '2025 年度付款准时',
      occurredAt: '2026-03-01T09:00:00+08:00',
    },
  },
  decide: ({ limit, currency, approvedBy, reason }, state, decision) => {
    const { occurredAt: since } = decision;
    const held = heldAt(state, since);
    const before = held?.limit;
    const was = before ? `${before.amount} ${before.currency}` : undefined;
    if (limit === undefined) {
      // of a day of its own it is kept though none is known: the one that it removes may be told later
      const isSaid = held === undefined || (before === null && !saysElse({ approvedBy, reason }, held));
      if (!isNews({ since, isSaid, isOfIt: held?.since === since }, decision)) return [];
      const removed = lastSetAt(state, since);
      return [CreditLimitRemoved({ ...(removed !== undefined && { before: removed }), approvedBy, reason })];
    }
    if (currency === undefined) throw financeRefusal('currency-needed');
    const { amount } = money(minorOf(limit, currency, 'limit'), currency);
    // approved anew, or for another reason: that is recorded
    const isSaid =
      before?.amount === amount && before.currency === currency && !saysElse({ approvedBy, reason }, held ?? {});
    if (!isNews({ since, isSaid, isOfIt: held?.since === since }, decision)) return [];
    return [CreditLimitSet({ currency, limit: amount, ...(was !== undefined && { before: was }), approvedBy, reason })];
  },
});
