import { IsCustomerReference, IsInstant, IsText, Titled } from '@dossier/fields';
import { defineCommand, type Instant, isNews } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { customer, everSaid, saidAt, saidOf } from '../../customer';
import { FactWithdrawn } from '../../customer.events';
import { customersRefusal } from '../../customers.refusals';
import { UNNAMED } from '../../department';
import { mustBeAttribute, mustHaveBegun } from '../../facts';

export class WithdrawFact {
  @IsCustomerReference()
  readonly customerId!: string;
  @Titled(
    { zh: '属性', en: 'Attribute' },
    { help: { zh: '属性名称，如 phone。', en: 'Name of the attribute, such as phone.' } },
  )
  @IsText(64)
  readonly attribute!: string;
  @Titled(
    { zh: '起始时间', en: 'From when on' },
    {
      help: {
        zh: '自何时起部门不再提供此信息；省略：命令所述事情发生之时。',
        en: 'From when on the department says nothing of it. Left out: when the command says that it happened.',
      },
    },
  )
  @IsOptional()
  @IsInstant()
  readonly validFrom?: Instant;
}

/** A department withdraws its value for an attribute; the history keeps it. */
export const withdrawFact = defineCommand({
  name: 'customers.WithdrawFact',
  title: { zh: '部门撤回客户信息', en: 'A department takes back what it said of a customer' },
  command: WithdrawFact,
  on: customer,
  id: ({ customerId }) => customerId,
  customer: 'customerId',
  by: ['service', 'staff'],
  refuses: [customersRefusal.some('unknown-attribute', 'fact-in-future', 'not-registered')],
  department: 'required',
  route: {
    path: 'customers/:customerId/facts/withdraw',
    example: { customerId: 'c-1001', department: 'service', attribute: 'phone' },
  },
  decide: ({ customerId, attribute, validFrom }, file, context) => {
    if (file === undefined) throw customersRefusal('not-registered', { customerId });
    mustBeAttribute(attribute);
    const { occurredAt, department } = context;
    const since = validFrom ?? occurredAt;
    mustHaveBegun(attribute, since, context);
    const known = everSaid(file.statements, attribute, department ?? UNNAMED);
    const isSaid = saidAt(known, since) === null;
    if (!isNews({ since, isSaid, isOfIt: saidOf(known, since) !== undefined }, context)) return [];
    return [since === occurredAt ? FactWithdrawn({ attribute }) : FactWithdrawn({ attribute }, { occurredAt: since })];
  },
});
