import { IsId, IsOneOf, looksPersonal, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, ValidateNested } from 'class-validator';
import { customer } from '../../customer';
import { type CustomerKind, customerKinds } from '../../customer.events';
import { customersRefusal } from '../../customers.refusals';
import { NotedFact } from '../../facts';
import { notedFile } from '../../noted-file';

export class NoteCustomer {
  @Titled({ zh: '客户编号', en: 'Customer id' })
  @IsId()
  readonly customerId!: string;
  @Titled(
    { zh: '客户种类', en: 'Kind of customer' },
    { help: { zh: '以已知最早的一次为准。', en: 'Counts where it is the earliest that is known.' } },
  )
  @IsOneOf(customerKinds)
  readonly kind!: CustomerKind;
  @Titled({ zh: '信息', en: 'Facts' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => NotedFact)
  readonly facts?: readonly NotedFact[];
}

/**
 * Imports that a customer existed at an instant, with facts of that time. Opens the file, or records an earlier
 * opening. The same notes give the same file in any order.
 */
export const noteCustomer = defineCommand({
  name: 'customers.NoteCustomer',
  title: { zh: '补录客户', en: 'Note a customer of the past' },
  command: NoteCustomer,
  on: customer,
  id: ({ customerId }) => customerId,
  by: ['service', 'staff'],
  refuses: [customersRefusal.some('personal-id', 'attribute-twice', 'unknown-attribute', 'personal-fact')],
  goesFirst: true,
  department: 'required',
  decide: ({ customerId, kind, facts = [] }, file, context) => {
    if (file === undefined && looksPersonal(customerId)) throw customersRefusal('personal-id');
    const twice = facts.findIndex(({ attribute }, i) => facts.findIndex((one) => one.attribute === attribute) < i);
    const { attribute } = facts[twice] ?? {};
    // a note is of one instant: which of two values counts would be chance
    if (attribute !== undefined)
      throw customersRefusal('attribute-twice', { attribute }).of('facts', String(twice), 'attribute');
    return notedFile(file, kind, facts, context);
  },
});
