import { IsId, IsOneOf, IsText, Titled } from '@dossier/fields';
import { defineCommand, type Text } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, ValidateNested } from 'class-validator';
import { ATTRIBUTES, registeredMeaning } from '../../attributes';
import { claimExternalId, externalIdNames, identityRefusal, OtherId } from '@dossier/foundation';
import { customer } from '../../customer';
import { type CustomerKind, customerKinds } from '../../customer.events';
import { customersRefusal } from '../../customers.refusals';
import { factsOf, LONGEST_VALUE } from '../../facts';
import { notedFile } from '../../noted-file';

const CODE_OR_TITLE: Text = { zh: '代码或名称。', en: 'A code of the list, or its title.' };

export class RegisterCustomer {
  @Titled(
    { zh: '客户编号', en: 'Customer id' },
    { help: { zh: '由调用方选定，不得含个人数据。', en: 'Chosen by the caller; never personal data.' } },
  )
  @IsId()
  readonly customerId!: string;
  @Titled({ zh: '客户种类', en: 'Kind of customer' })
  @IsOneOf(customerKinds)
  readonly kind!: CustomerKind;
  @Titled(ATTRIBUTES.legalName.title)
  @IsOptional()
  @IsText(LONGEST_VALUE)
  readonly name?: string;
  @Titled(ATTRIBUTES.shortName.title)
  @IsOptional()
  @IsText(LONGEST_VALUE)
  readonly shortName?: string;
  @Titled(ATTRIBUTES.creditCode.title)
  @IsOptional()
  @IsText(LONGEST_VALUE)
  readonly creditCode?: string;
  @Titled(ATTRIBUTES.industry.title, { help: CODE_OR_TITLE })
  @IsOptional()
  @IsText(LONGEST_VALUE)
  readonly industry?: string;
  @Titled(ATTRIBUTES.sizeBand.title, { help: CODE_OR_TITLE })
  @IsOptional()
  @IsText(LONGEST_VALUE)
  readonly sizeBand?: string;
  @Titled(ATTRIBUTES.country.title)
  @IsOptional()
  @IsText(LONGEST_VALUE)
  readonly country?: string;
  @Titled(ATTRIBUTES.region.title)
  @IsOptional()
  @IsText(LONGEST_VALUE)
  readonly region?: string;
  @Titled(ATTRIBUTES.address.title)
  @IsOptional()
  @IsText(LONGEST_VALUE)
  readonly address?: string;
  @Titled(ATTRIBUTES.phone.title)
  @IsOptional()
  @IsText(LONGEST_VALUE)
  readonly phone?: string;
  @Titled(ATTRIBUTES.email.title)
  @IsOptional()
  @IsText(LONGEST_VALUE)
  readonly email?: string;
  @Titled(ATTRIBUTES.website.title)
  @IsOptional()
  @IsText(LONGEST_VALUE)
  readonly website?: string;
  @Titled(
    { zh: '外部编号', en: 'External ids' },
    {
      help: {
        zh: '客户在其他系统中的编号；已属于其他客户的编号会被拒绝，且不写入任何内容。',
        en: 'Its numbers in other systems. One that belongs to another customer is refused before anything is written.',
      },
    },
  )
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => OtherId)
  readonly externalIds?: readonly OtherId[];
}

/**
 * Opens a customer's file. Its facts belong to the sender's department, by default `unnamed`, which the survivorship
 * policy trusts least. As imported history it works like `NoteCustomer`, also for an existing file.
 */
export const registerCustomer = defineCommand({
  name: 'customers.RegisterCustomer',
  title: { zh: '客户建档', en: 'Register a customer' },
  command: RegisterCustomer,
  on: customer,
  id: ({ customerId }) => customerId,
  by: ['service', 'staff'],
  refuses: [
    identityRefusal.some('external-id-taken', 'external-id-claimed', 'personal-external-id'),
    customersRefusal.some('personal-fact'),
  ],
  goesFirst: true,
  creates: true,
  historyAdds: true,
  // the raw form is not compared
  meaning: (fact: { readonly attribute?: string; readonly value?: unknown }) => ({
    ...fact,
    raw: undefined,
    ...(typeof fact.value === 'string' && { value: registeredMeaning(fact.attribute ?? '', fact.value) }),
  }),
  names: ({ customerId, externalIds = [] }) => externalIdNames(customerId, externalIds),
  after: ({ customerId, externalIds = [] }) =>
    externalIds.map(({ source, value }) => ({ def: claimExternalId, command: { customerId, source, value } })),
  route: {
    path: 'customers',
    description: {
      zh: 'name 即法定名称，读取时为 legalName 一项。所给信息记为该部门登记的信息；未给 customerId 时由系统生成。外部编号已属于其他客户时拒绝，且不作任何更改。',
      en: 'name is the legal name: it is read as the attribute legalName. What is said counts as said by the department named; without customerId the system chooses one. An external id that belongs to another customer is refused, and nothing is changed.',
    },
    example: {
      customerId: 'c-1001',
      kind: 'organisation',
      name: '苏州精密机械有限公司',
      country: '中国',
      phone: '0512 6677 8899',
      department: 'sales',
      externalIds: [{ source: 'erp', value: 'K-2041' }],
    },
  },
  decide: (command, file, context) =>
    notedFile(
      file,
      command.kind,
      factsOf({
        legalName: command.name,
        shortName: command.shortName,
        creditCode: command.creditCode,
        industry: command.industry,
        sizeBand: command.sizeBand,
        country: command.country,
        region: command.region,
        address: command.address,
        phone: command.phone,
        email: command.email,
        website: command.website,
      }),
      context,
    ),
});
