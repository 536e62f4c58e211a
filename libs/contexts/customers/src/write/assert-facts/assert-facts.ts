import { IsCustomerReference } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, ValidateNested } from 'class-validator';
import { customer } from '../../customer';
import { customersRefusal } from '../../customers.refusals';
import { asserted, Fact } from '../../facts';

export class AssertFacts {
  @IsCustomerReference()
  readonly customerId!: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => Fact)
  readonly facts!: readonly Fact[];
}

/** A department says what it knows. What it says already is nothing to do; that others say otherwise is kept. */
export const assertFacts = defineCommand({
  name: 'customers.AssertFacts',
  command: AssertFacts,
  on: customer,
  id: ({ customerId }) => customerId,
  customer: 'customerId',
  by: ['service', 'staff'],
  department: 'required',
  decide: ({ customerId, facts }, file, context) => {
    if (file.is === 'unknown') throw customersRefusal('not-registered', { customerId });
    return asserted(facts, file.statements, context);
  },
});
