import { IsCustomerReference, IsOneOf, IsDepartment, Titled } from '@dossier/fields';
import { IsOptional } from 'class-validator';
import { type AttributeName, attributes } from './attributes';

/** Which facts a report is about; left out: all. */
export class SomeFacts {
  @Titled(attributes.title, { help: { zh: '只看该属性，如 phone。', en: 'Only this attribute, such as phone.' } })
  @IsOptional()
  @IsOneOf(attributes)
  readonly attribute?: AttributeName;
  @Titled(
    { zh: '部门', en: 'Department' },
    { help: { zh: '只看该部门登记的信息。', en: 'Only what this department said.' }, kind: 'department' },
  )
  @IsOptional()
  @IsDepartment()
  readonly department?: string;
  @IsOptional() @IsCustomerReference() readonly customer?: string;
}
