import { IsCustomerReference, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, ValidateNested } from 'class-validator';
import { customer } from '../../customer';
import { customersRefusal } from '../../customers.refusals';
import { asserted, Fact } from '../../facts';

export class AssertFacts {
  @IsCustomerReference()
  readonly customerId!: string;
  @Titled({ zh: '信息', en: 'Facts' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => Fact)
  readonly facts!: readonly Fact[];
}

/** A department states facts. Repeating its present value does nothing; other departments' values are kept. */
export const assertFacts = defineCommand({
  name: 'customers.AssertFacts',
  title: { zh: '部门登记客户信息', en: 'A department says what it knows of a customer' },
  command: AssertFacts,
  on: customer,
  id: ({ customerId }) => customerId,
  customer: 'customerId',
  by: ['service', 'staff'],
  refuses: [customersRefusal.some('unknown-attribute', 'personal-fact', 'fact-in-future', 'not-registered')],
  department: 'required',
  route: {
    path: 'customers/:customerId/facts',
    description: {
      zh: '每项信息记为一个事件，自 validFrom 起有效；与该部门已登记的值相同时不作更改，写明时间（validFrom 或 occurredAt）的仍予记录，同一时间只记一次。无法标准化的值原样保留并标记。',
      en: 'Each fact is an event, valid from validFrom; what the department says already is nothing to do, unless it has a date of its own (validFrom or occurredAt): then it is kept, once of an instant. What has no standard form is kept as it is, flagged.',
    },
    example: {
      customerId: 'c-1001',
      department: 'service',
      facts: [
        { attribute: 'phone', value: '+86 512 6677 8899', validFrom: '2026-01-31T08:00:00+08:00' },
        { attribute: 'country', value: '中国' },
      ],
    },
  },
  decide: ({ customerId, facts }, file, context) => {
    if (file === undefined) throw customersRefusal('not-registered', { customerId });
    return asserted(facts, file.statements, context);
  },
});
