import { kind, orNull, type Text } from '@dossier/kernel';
import { DOCUMENT } from './hazard-parts';
import { passVerdicts } from './quality-terms';

export const PIECES = { unit: { zh: '件', en: 'pieces' } };
export const INSPECTION_ID: Text = { zh: '验收检验编号', en: 'Inspection id' };
export const RETURN_ID: Text = { zh: '质量退货编号', en: 'Quality return id' };
export const INSPECTED: Text = { zh: '检验数', en: 'Inspected' };
export const PASSED: Text = { zh: '合格数', en: 'Passed' };
export const REJECTED: Text = { zh: '不合格数', en: 'Rejected' };
export const DEFECTS: Text = { zh: '缺陷', en: 'Defects' };
export const DEFECT: Text = { zh: '缺陷', en: 'Defect' };
export const WITH_DEFECT: Text = { zh: '件数', en: 'Pieces with it' };
export const BATCH: Text = { zh: '批次', en: 'Batch' };
export const DELIVERY: Text = { zh: '送货单号', en: 'Delivery note' };
export const INSPECTOR: Text = { zh: '检验员', en: 'Inspector' };
export const INSPECTED_ON: Text = { zh: '检验时间', en: 'Inspected on' };
export const RETURNED: Text = { zh: '退货数', en: 'Returned' };
export const RETURNED_ON: Text = { zh: '退货时间', en: 'Returned on' };
export const EXPLANATION: Text = { zh: '说明', en: 'Explanation' };

const NOT_SAID = { help: { zh: '未注明时为 null', en: 'null where it is not said' } };
export const ITS_ORDER = orNull(kind.link({ zh: '订单', en: 'Order' }, 'orders', NOT_SAID));
export const ITS_DOCUMENT = orNull(kind.text(DOCUMENT, NOT_SAID));
export const BUSINESS_LINE = orNull(kind.text({ zh: '业务线', en: 'Business line' }));
export const QUALITY_CUSTOMER = kind.customer({ zh: '客户', en: 'Customer' });

const IF_FEW = { zh: '检验数不足时为 null', en: 'null where too few were inspected' };
/** The pass rate of some inspections. */
export const PASS_RATE = {
  inspections: kind.count({ zh: '检验次数', en: 'Inspections' }),
  inspected: kind.count(INSPECTED),
  passed: kind.count(PASSED),
  rejected: kind.count(REJECTED),
  passPercent: orNull(
    kind.percent(
      { zh: '合格率', en: 'Pass rate' },
      {
        help: {
          zh: '合格数 / 检验数；检验数不足时为 null',
          en: 'Passed / inspected; null where too few were inspected',
        },
      },
    ),
  ),
  lower: orNull(kind.percent({ zh: '区间下限', en: 'Lower bound' }, { help: IF_FEW })),
  upper: orNull(kind.percent({ zh: '区间上限', en: 'Upper bound' }, { help: IF_FEW })),
  target: kind.code(passVerdicts.title, passVerdicts, {
    help: {
      zh: '实测值与区间下限均达标才是达成',
      en: 'Met where the measured value and the lower bound both are',
    },
  }),
  returns: kind.count({ zh: '退货次数', en: 'Returns' }),
  returned: kind.count(RETURNED),
};
