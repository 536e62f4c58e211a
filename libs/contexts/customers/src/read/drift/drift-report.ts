import {
  compareTexts,
  type Condition,
  daysBetween,
  defineQuery,
  type Instant,
  kind,
  type PolicyInForce,
  READERS,
  shape,
  type Shown,
  roundedTo,
} from '@dossier/kernel';
import { percentile } from '@dossier/statistics';
import { attributes, shownByAttribute } from '../../attributes';
import { driftAt, driftsOf, toldBy, toldByEach } from '../../drift';
import { SomeFacts } from '../../some-facts';
import { goldenFact, type Survivorship, survivorship } from '../../survivorship';
import { type AttributeDrift, drift, SAYS, saysOf, TRUSTED } from './drift';

/** Most rows of one answer: each has what every department says. */
const MOST = 2000;

const ATTRIBUTE = kind.mostlyCode(attributes.title, attributes);
const DEPARTMENT = kind.department({ zh: '部门', en: 'Department' });
const DIFFERENCES = { zh: '差异数', en: 'Differences' };
const driftReportShape = shape({
  rows: kind.rows(
    { zh: '部门数据差异', en: 'Where departments disagree' },
    {
      customer: kind.customer({ zh: '客户', en: 'Customer' }),
      attribute: ATTRIBUTE,
      says: SAYS,
      trusted: TRUSTED,
      days: kind.days({ zh: '持续天数', en: 'Days' }),
      begun: kind.group(
        { zh: '起因', en: 'Begun by' },
        {
          at: kind.instant({ zh: '差异始于', en: 'Disagree since' }),
          department: DEPARTMENT,
          eventId: kind.text({ zh: '事件', en: 'Event' }),
        },
      ),
    },
  ),
  left: kind.count(
    { zh: '未列出的差异数', en: 'Differences not in these rows' },
    {
      help: {
        zh: `按持续时间由长到短最多列出 ${MOST} 项；其余请按属性、部门或客户缩小范围，或导出列表 drift（filter[differs]=true）。`,
        en: `At most ${MOST} are given, the longest first; narrow by attribute, department or customer for the others, or export the list drift with filter[differs]=true.`,
      },
    },
  ),
  ofAttributes: kind.rows(
    { zh: '各属性', en: 'By attribute' },
    {
      attribute: ATTRIBUTE,
      differences: kind.count(DIFFERENCES),
      medianDays: kind.days({ zh: '中位天数', en: 'Median days' }),
      longestDays: kind.days({ zh: '最长天数', en: 'Longest days' }),
    },
  ),
  ofDepartments: kind.rows(
    { zh: '各部门', en: 'By department' },
    {
      department: DEPARTMENT,
      differences: kind.count(DIFFERENCES),
      overruled: kind.count(
        { zh: '未被采用数', en: 'Overruled' },
        { help: { zh: '其值与有效值不同。', en: 'Its value differs from the one that counts.' } },
      ),
    },
  ),
  policyVersion: kind.count({ zh: '政策版本', en: 'Version of the policy' }),
});
type Answer = Shown<typeof driftReportShape>;
type Row = Answer['rows'][number];

const round = (days: number): number => roundedTo(1, days);
/** The longest first. */
const longer = (a: Row, b: Row): number =>
  compareTexts(a.begun.at, b.begun.at) ||
  compareTexts(a.customer, b.customer) ||
  compareTexts(a.attribute, b.attribute);

interface Difference {
  readonly row: Row;
  /** Departments whose value differs from the one that counts. */
  readonly overruled: readonly string[];
}
/** The disagreement as of an instant; undefined: they agreed. */
function differenceAt(
  { customer, attribute, told }: AttributeDrift,
  asOf: Instant,
  policy: Survivorship,
): Difference | undefined {
  const found = driftAt(driftsOf(told), asOf);
  const each = toldByEach(toldBy(told, asOf));
  const golden = goldenFact(each, attribute, policy);
  if (found === undefined || golden === undefined) return undefined;
  const { since: at, eventId } = found;
  const department = told.find((one) => one.eventId === eventId)?.department ?? '';
  return {
    row: {
      ...{ customer, attribute, says: saysOf(each), trusted: golden.department },
      ...{ days: round(daysBetween(at, asOf)), begun: { at, department, eventId } },
    },
    overruled: golden.conflicts.map((one) => one.department),
  };
}

/** Keeps the longest differences, and what there is of all of them. */
class Differences {
  private kept: Row[] = [];
  private all = 0;
  /** Days of each, by attribute. */
  private readonly days = new Map<string, number[]>();
  private readonly departments = new Map<string, { differences: number; overruled: number }>();

  add({ row, overruled }: Difference): void {
    this.all++;
    const days = this.days.get(row.attribute) ?? [];
    days.push(row.days);
    this.days.set(row.attribute, days);
    for (const department of Object.keys(row.says)) {
      const counted = this.departments.get(department) ?? { differences: 0, overruled: 0 };
      counted.differences++;
      if (overruled.includes(department)) counted.overruled++;
      this.departments.set(department, counted);
    }
    this.kept.push(row);
    if (this.kept.length >= 2 * MOST) this.kept = this.longest();
  }

  answer({ version }: PolicyInForce<Survivorship>): Answer {
    const rows = this.longest();
    return {
      rows,
      left: this.all - rows.length,
      ofAttributes: attributes.codes.flatMap((attribute) => {
        const days = this.days.get(attribute);
        if (days === undefined) return [];
        const medianDays = round(percentile(days, 50));
        return [{ attribute, differences: days.length, medianDays, longestDays: percentile(days, 100) }];
      }),
      ofDepartments: [...this.departments]
        .map(([department, counted]) => ({ department, ...counted }))
        .sort((a, b) => b.overruled - a.overruled || compareTexts(a.department, b.department)),
      policyVersion: version,
    };
  }

  private longest(): Row[] {
    return this.kept.sort(longer).slice(0, MOST);
  }
}

/**
 * 部门数据差异: who says what where departments disagree, since which event and how long. It looks only at attributes that
 * were disagreed on by then, and of those that are agreed on again only at the ones that were not yet.
 */
export const driftReport = defineQuery({
  name: 'report.drift',
  title: {
    zh: '部门数据差异：哪些部门说法不同、自何事件起、持续多久',
    en: 'Drift: which departments disagree, since which event and how long',
  },
  params: SomeFacts,
  by: READERS,
  over: [drift],
  shows: [shownByAttribute('rows/*/says/*/value')],
  shape: driftReportShape,
  run: async ({ attribute, department, customer }: SomeFacts, { reads, asOf, policies }): Promise<Answer> => {
    const policy = policies(survivorship);
    const narrowed = Object.entries({ attribute, customer }).flatMap(([field, value]): Condition[] =>
      value === undefined ? [] : [{ field, op: 'eq', value }],
    );
    const begun: Condition = { field: 'firstSince', op: 'lte', value: asOf };
    const differences = new Differences();
    for (const still of [
      { field: 'differs', op: 'eq', value: true },
      { field: 'agreedAt', op: 'gt', value: asOf },
    ] satisfies Condition[])
      for await (const chunk of reads.documents(drift, { where: [...narrowed, begun, still] }))
        for (const { doc } of chunk) {
          const one = differenceAt(doc, asOf, policy.document);
          if (one === undefined) continue;
          if (department === undefined || Object.hasOwn(one.row.says, department)) differences.add(one);
        }
    return differences.answer(policy);
  },
});
