import { countries, InTheClear, IsMostlyOneOf, IsOneOf } from '@dossier/fields';
import { type CodeOf, defineEvent, defineTerms, type Erased, Personal } from '@dossier/kernel';
import { IsBoolean, IsOptional, IsString } from 'class-validator';
import { attributes } from './attributes';
import { industries, sizeBands } from './code-lists';

export const customerKinds = defineTerms(
  'customers.kind',
  { zh: '客户种类', en: 'Kind of customer' },
  { organisation: { zh: '组织', en: 'organisation' }, person: { zh: '个人', en: 'person' } },
);
export type CustomerKind = CodeOf<typeof customerKinds>;

/** A second one for a file records an earlier opening. */
class CustomerRegisteredPayload {
  @IsOneOf(customerKinds) readonly kind!: CustomerKind;
}
export const CustomerRegistered = defineEvent(
  'customers.CustomerRegistered',
  {
    title: { zh: '客户已建档', en: 'Customer registered' },
    says: { zh: '客户已建档，种类：{kind}', en: 'Customer registered, kind: {kind}' },
  },
  CustomerRegisteredPayload,
);

/** What a department says of a customer, from `occurredAt` of the event on. */
class FactAssertedPayload {
  @IsMostlyOneOf(attributes) readonly attribute!: string;
  /** In standard form, if there is one. */
  @IsMostlyOneOf(industries, sizeBands, countries) readonly value!: string;
  /** As given, if different. */
  @IsOptional() @InTheClear() readonly raw?: string;
  /** False: no standard form was found. */
  @IsBoolean() readonly standard!: boolean;
}
export const FactAsserted = defineEvent(
  'customers.FactAsserted',
  {
    title: { zh: '部门已登记信息', en: 'Fact asserted' },
    says: { zh: '登记{attribute}：{value}[（原文：{raw}）]', en: '{attribute} recorded: {value}[ (written as {raw})]' },
  },
  FactAssertedPayload,
);

/** The same for attributes that may identify a person. */
class PersonalFactAssertedPayload {
  @IsMostlyOneOf(attributes) readonly attribute!: string;
  @Personal(undefined, 'attribute')
  @IsString()
  readonly value!: string | Erased;
  @Personal(undefined, 'attribute')
  @IsOptional()
  @IsString()
  readonly raw?: string | Erased;
  @IsBoolean() readonly standard!: boolean;
}
export const PersonalFactAsserted = defineEvent(
  'customers.PersonalFactAsserted',
  {
    title: { zh: '部门已登记信息（加密保存）', en: 'Fact asserted (sealed)' },
    says: { zh: '登记{attribute}：{value}[（原文：{raw}）]', en: '{attribute} recorded: {value}[ (written as {raw})]' },
  },
  PersonalFactAssertedPayload,
);

/** From `occurredAt` on the department has no value for this attribute. */
class FactWithdrawnPayload {
  @IsMostlyOneOf(attributes) readonly attribute!: string;
}
export const FactWithdrawn = defineEvent(
  'customers.FactWithdrawn',
  {
    title: { zh: '部门已撤回信息', en: 'Fact withdrawn' },
    says: { zh: '撤回{attribute}', en: '{attribute} withdrawn' },
  },
  FactWithdrawnPayload,
);

class CustomerDeactivatedPayload {
  /** Free text may name a person. */
  @Personal()
  @IsString()
  readonly reason!: string | Erased;
}
export const CustomerDeactivated = defineEvent(
  'customers.CustomerDeactivated',
  {
    title: { zh: '客户已停用', en: 'Customer deactivated' },
    says: { zh: '停用客户，原因：{reason}', en: 'Customer deactivated, reason: {reason}' },
  },
  CustomerDeactivatedPayload,
);

class CustomerReactivatedPayload {
  @Personal()
  @IsString()
  readonly reason!: string | Erased;
}
export const CustomerReactivated = defineEvent(
  'customers.CustomerReactivated',
  {
    title: { zh: '客户已重新启用', en: 'Customer reactivated' },
    says: { zh: '重新启用客户，原因：{reason}', en: 'Customer reactivated, reason: {reason}' },
  },
  CustomerReactivatedPayload,
);
