import { IsOneOf, Titled } from '@dossier/fields';
import { defineQuery, kind, percentOf, READERS, shape, type Shown } from '@dossier/kernel';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { lifecyclePolicy } from '../../lifecycle-policy';
import { lifecycleSection } from '../../lifecycle-section';
import { type PeriodLength, periodLengths, Periods } from '../../periods';
import { FROM, HOW_OFTEN, POLICY_VERSION, STAGE, TO } from '../../shown-parts';
import { type Stage, stages } from '../../stages';
import { type Stay, staysOf } from '../../stays';

export class LifecycleConversionsParams {
  @Titled(periodLengths.title, { help: { zh: '省略则为 month。', en: 'Left out: month.' } })
  @IsOptional()
  @IsOneOf(periodLengths)
  readonly per?: PeriodLength;
  @Titled(
    { zh: '期间数', en: 'How many periods' },
    { help: { zh: '截至所问之日所在期间；省略则为 12。', en: 'Up to the one of the day asked for. Left out: 12.' } },
  )
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(60)
  readonly periods?: number;
}

const PERIOD = kind.day(periodLengths.title);
const conversionsShape = shape({
  asOf: kind.instant({ zh: '截至', en: 'As of' }),
  per: kind.code(periodLengths.title, periodLengths),
  policyVersion: POLICY_VERSION,
  rows: kind.rows(
    { zh: '各期间的阶段转化', en: 'Conversions by period' },
    {
      period: PERIOD,
      from: FROM,
      to: TO,
      count: HOW_OFTEN,
      percent: kind.percent(
        { zh: '占比', en: 'Of all stays' },
        {
          help: {
            zh: '占期间内曾处于原阶段的人次（期初与期间进入之和）。',
            en: 'Of all stays in the first stage in the period: those at its start and those that began in it.',
          },
        },
      ),
    },
  ),
  stays: kind.rows(
    { zh: '各期间的阶段人次', en: 'Stays by period' },
    {
      period: PERIOD,
      stage: STAGE,
      atStart: kind.count({ zh: '期初', en: 'At the start' }),
      arrived: kind.count(
        { zh: '新增客户', en: 'New' },
        { help: { zh: '在该阶段首次为我方所知。', en: 'Customers that were known first in it.' } },
      ),
      came: kind.count({ zh: '转入', en: 'Came' }),
      went: kind.count({ zh: '转出', en: 'Went' }),
      atEnd: kind.count({ zh: '期末', en: 'At the end' }),
    },
  ),
});
type Answer = Shown<typeof conversionsShape>;

/** Counts of each period. */
class Matrix {
  private readonly moves = new Map<string, number>();
  /** By `period stage`: those that began in it, and by how many the number at the start differs from the period before. */
  private readonly arrived = new Map<string, number>();
  private readonly came = new Map<string, number>();
  private readonly went = new Map<string, number>();
  private readonly more = new Map<string, number>();

  constructor(private readonly periods: Periods) {}

  add(stays: readonly Stay[]): void {
    for (const [place, { stage, since, until }] of stays.entries()) {
      const began = this.periods.at(since);
      const before = stays[place - 1];
      if (began >= 0) {
        add(before ? this.came : this.arrived, `${began} ${stage}`);
        if (before) add(this.moves, `${began} ${before.stage} ${stage}`);
      }
      add(this.more, `${began + 1} ${stage}`);
      if (until === null) continue;
      const ended = this.periods.at(until);
      if (ended >= 0) add(this.went, `${ended} ${stage}`);
      add(this.more, `${ended + 1} ${stage}`, -1);
    }
  }

  answer(): Pick<Answer, 'rows' | 'stays'> {
    const standing = new Map<Stage, number>();
    const rows: Answer['rows'][number][] = [];
    const stays: Answer['stays'][number][] = [];
    for (const [number, period] of this.periods.names.entries())
      for (const stage of stages.codes) {
        const of = (counts: ReadonlyMap<string, number>): number => counts.get(`${number} ${stage}`) ?? 0;
        const atStart = (standing.get(stage) ?? 0) + of(this.more);
        standing.set(stage, atStart);
        const [arrived, came, went] = [of(this.arrived), of(this.came), of(this.went)];
        const all = atStart + arrived + came;
        if (all > 0) stays.push({ period, stage, atStart, arrived, came, went, atEnd: all - went });
        for (const to of stages.codes) {
          const count = this.moves.get(`${number} ${stage} ${to}`) ?? 0;
          if (count > 0) rows.push({ period, from: stage, to, count, percent: percentOf(count, all) });
        }
      }
    return { rows, stays };
  }
}

const add = (counts: Map<string, number>, key: string, change = 1): unknown =>
  counts.set(key, (counts.get(key) ?? 0) + change);

/** The conversion matrix over time: who went from which stage to which, by period, as the history is known as of a day. */
export const lifecycleConversions = defineQuery({
  name: 'report.lifecycle-conversions',
  title: {
    zh: '生命周期转化矩阵：各期间由哪个阶段转入哪个阶段',
    en: 'Lifecycle conversions: from stage to stage by period',
  },
  params: LifecycleConversionsParams,
  by: READERS,
  over: [lifecycleSection],
  asKnown: true,
  shape: conversionsShape,
  run: async ({ per = 'month', periods = 12 }: LifecycleConversionsParams, asking): Promise<Answer> => {
    const { reads, asOf, policies } = asking;
    const { version, document } = policies(lifecyclePolicy);
    const matrix = new Matrix(new Periods(per, periods, asking));
    for await (const chunk of reads.documents(lifecycleSection))
      for (const { doc } of chunk) matrix.add(staysOf(doc, document, asOf));
    return { asOf, per, policyVersion: version, ...matrix.answer() };
  },
});
