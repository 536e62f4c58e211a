import { IsId, IsText } from '@dossier/fields';
import { type Condition, defineQuery, type GroupRow } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { facts, factShown } from './facts';

export class DataQualityParams {
  @IsOptional()
  @IsText(64)
  readonly attribute?: string;
  @IsOptional()
  @IsText(64)
  readonly department?: string;
  @IsOptional()
  @IsId()
  readonly customer?: string;
}

/** Values that have no standard form, as they were said: to be put right by the department that said them. */
export const dataQuality = defineQuery({
  name: 'report.data-quality',
  title: {
    zh: '数据质量：没有标准形式、有待更正的信息',
    en: 'Data quality: facts without a standard form, to be put right',
  },
  params: DataQualityParams,
  by: ['service', 'analyst', 'auditor', 'staff'],
  ofNow: true,
  over: [facts],
  shows: [factShown('rows/*/raw')],
  run: async (params: DataQualityParams, { reads }): Promise<{ readonly rows: readonly GroupRow[] }> => {
    const { attribute, department, customer } = params;
    const where = Object.entries({ attribute, department, customer, standard: false }).flatMap(
      ([field, value]): Condition[] => (value === undefined ? [] : [{ field, op: 'eq', value }]),
    );
    const rows = await reads.rows(facts, ['customer', 'attribute', 'department', 'raw', 'since'], {
      where,
      sort: 'customer',
    });
    return { rows };
  },
});
