import { type Condition, defineQuery, kind, orNull, shape, type Shown, READERS } from '@dossier/kernel';
import { attributes, shownByAttribute } from '../../attributes';
import { SomeFacts } from '../../some-facts';
import { facts } from './facts';

/** Most rows of one answer: each may have a text of 500 characters. */
const MOST = 5000;

const ATTRIBUTE = kind.mostlyCode(attributes.title, attributes);
const DEPARTMENT = kind.department({ zh: '部门', en: 'Department' });
const dataQualityShape = shape({
  rows: kind.rows(
    { zh: '待更正的信息', en: 'To be put right' },
    {
      key: kind.text({ zh: '文档编号', en: 'Key' }),
      customer: kind.customer({ zh: '客户', en: 'Customer' }),
      attribute: ATTRIBUTE,
      department: DEPARTMENT,
      raw: orNull(kind.text({ zh: '原始值', en: 'As it was said' })),
      since: kind.instant({ zh: '生效时间', en: 'Since' }),
    },
  ),
  left: kind.count(
    { zh: '未列出条数', en: 'Not in these rows' },
    {
      help: {
        zh: `最多列出 ${MOST} 条；其余请按属性、部门或客户缩小范围，或导出列表 facts（filter[standard]=false）。`,
        en: `At most ${MOST} are given; narrow by attribute, department or customer for the others, or export the list facts with filter[standard]=false.`,
      },
    },
  ),
  counts: kind.rows(
    { zh: '各部门待更正条数', en: 'How many each department has to put right' },
    { attribute: ATTRIBUTE, department: DEPARTMENT, facts: kind.count({ zh: '条数', en: 'Facts' }) },
  ),
});
type Answer = Shown<typeof dataQualityShape>;

/** Values without standard form, as given: to be corrected by their department. */
export const dataQuality = defineQuery({
  name: 'report.data-quality',
  title: {
    zh: '数据质量：没有标准形式、有待更正的信息',
    en: 'Data quality: facts without a standard form, to be put right',
  },
  params: SomeFacts,
  by: READERS,
  ofNow: true,
  over: [facts],
  shows: [shownByAttribute('rows/*/raw')],
  shape: dataQualityShape,
  run: async (params: SomeFacts, { reads }): Promise<Answer> => {
    const { attribute, department, customer } = params;
    const where = Object.entries({ attribute, department, customer, standard: false }).flatMap(
      ([field, value]): Condition[] => (value === undefined ? [] : [{ field, op: 'eq', value }]),
    );
    const rows = await reads.rows(facts, ['customer', 'attribute', 'department', 'raw', 'since'], {
      where,
      sort: 'customer',
      limit: MOST,
    });
    const by = ['attribute', 'department'];
    const counts = await reads.group(facts, { where, by, compute: { facts: { fn: 'count' } } });
    const all = counts.reduce((sum, each) => sum + Number(each['facts']), 0);
    return {
      rows: rows as unknown as Answer['rows'],
      left: all - rows.length,
      counts: counts as unknown as Answer['counts'],
    };
  },
});
