import { InTheClear, IsOneOf } from '@dossier/fields';
import { type CodeOf, defineEvent, defineTerms, type Erased, Personal } from '@dossier/kernel';
import { IsBoolean, IsOptional, IsString } from 'class-validator';

export const customerKinds = defineTerms(
  'customers.kind',
  { zh: '客户种类', en: 'Kind of customer' },
  { organisation: { zh: '组织', en: 'organisation' }, person: { zh: '个人', en: 'person' } },
);
export type CustomerKind = CodeOf<typeof customerKinds>;

/** A further one of a file says that it was opened earlier than had been known. */
class CustomerRegisteredPayload {
  @IsOneOf(customerKinds) readonly kind!: CustomerKind;
}
export const CustomerRegistered = defineEvent(
  'customers.CustomerRegistered',
  { zh: '客户已建档', en: 'Customer registered' },
  CustomerRegisteredPayload,
);

/** What a department says of a customer, from `occurredAt` of the event on. */
class FactAssertedPayload {
  @InTheClear() readonly attribute!: string;
  /** In standard form where there is one. */
  @InTheClear() readonly value!: string;
  /** As it was said, where that differs. */
  @IsOptional() @InTheClear() readonly raw?: string;
  /** False: no standard form was found. */
  @IsBoolean() readonly standard!: boolean;
}
export const FactAsserted = defineEvent(
  'customers.FactAsserted',
  { zh: '部门已登记信息', en: 'Fact asserted' },
  FactAssertedPayload,
);

/** The same for what may tell who a person is. */
class PersonalFactAssertedPayload {
  @InTheClear() readonly attribute!: string;
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
  { zh: '部门已登记信息（加密保存）', en: 'Fact asserted (sealed)' },
  PersonalFactAssertedPayload,
);

/** From `occurredAt` on the department says nothing of this attribute. */
class FactWithdrawnPayload {
  @InTheClear() readonly attribute!: string;
}
export const FactWithdrawn = defineEvent(
  'customers.FactWithdrawn',
  { zh: '部门已撤回信息', en: 'Fact withdrawn' },
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
  { zh: '客户已停用', en: 'Customer deactivated' },
  CustomerDeactivatedPayload,
);

class CustomerReactivatedPayload {
  @Personal()
  @IsString()
  readonly reason!: string | Erased;
}
export const CustomerReactivated = defineEvent(
  'customers.CustomerReactivated',
  { zh: '客户已重新启用', en: 'Customer reactivated' },
  CustomerReactivatedPayload,
);
