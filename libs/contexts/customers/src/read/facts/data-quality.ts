import { IsCustomerReference, IsOneOf, IsText, Titled } from '@dossier/fields';
import { type Condition, defineQuery, kind, orNull, shape, type Shown, READERS } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { type AttributeName, attributes } from '../../attributes';
import { facts, factShown } from './facts';

export class DataQualityParams {
  @Titled(
    { zh: '属性', en: 'Attribute' },
    { help: { zh: '只看该属性，如 phone。', en: 'Only this attribute, such as phone.' } },
  )
  @IsOptional()
  @IsOneOf(attributes)
  readonly attribute?: AttributeName;
  @Titled(
    { zh: '部门', en: 'Department' },
    { help: { zh: '只看该部门登记的信息。', en: 'Only what this department said.' }, kind: 'department' },
  )
  @IsOptional()
  @IsText(64)
  readonly department?: string;
  @IsOptional() @IsCustomerReference() readonly customer?: string;
}

const dataQualityShape = shape({
  rows: kind.rows(
    { zh: '待更正的信息', en: 'To be put right' },
    {
      key: kind.text({ zh: '文档编号', en: 'Key' }),
      customer: kind.customer({ zh: '客户', en: 'Customer' }),
      attribute: kind.mostlyCode(attributes.title, attributes),
      department: kind.department({ zh: '部门', en: 'Department' }),
      raw: orNull(kind.text({ zh: '原始值', en: 'As it was said' })),
      since: kind.instant({ zh: '生效时间', en: 'Since' }),
    },
  ),
});
type Row = Shown<typeof dataQualityShape>['rows'][number];

/** Values without standard form, as given: to be corrected by their department. */
export const dataQuality = defineQuery({
  name: 'report.data-quality',
  title: {
    zh: '数据质量：没有标准形式、有待更正的信息',
    en: 'Data quality: facts without a standard form, to be put right',
  },
  params: DataQualityParams,
  by: READERS,
  ofNow: true,
  over: [facts],
  shows: [factShown('rows/*/raw')],
  shape: dataQualityShape,
  run: async (params: DataQualityParams, { reads }) => {
    const { attribute, department, customer } = params;
    const where = Object.entries({ attribute, department, customer, standard: false }).flatMap(
      ([field, value]): Condition[] => (value === undefined ? [] : [{ field, op: 'eq', value }]),
    );
    const rows = await reads.rows(facts, ['customer', 'attribute', 'department', 'raw', 'since'], {
      where,
      sort: 'customer',
    });
    return { rows: rows as unknown as readonly Row[] };
  },
});
