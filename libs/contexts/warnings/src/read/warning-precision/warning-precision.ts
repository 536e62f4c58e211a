import { defineQuery, type Instant, kind, NoParams, orNull, READERS, shape, type Shown } from '@dossier/kernel';
import { shareOf } from '@dossier/statistics';
import { round2 } from '../../judgement';
import { SIGNAL } from '../../shown-parts';
import { type Outcome, type SignalCode, signals } from '../../terms';
import { type WarningDocument, warnings } from '../../warnings-list';

const precisionShape = shape({
  asOf: kind.instant({ zh: '截至', en: 'As of' }),
  rows: kind.rows(
    { zh: '各预警信号', en: 'Signals' },
    {
      signal: SIGNAL,
      raised: kind.count({ zh: '预警数', en: 'Raised' }),
      withdrawn: kind.count({ zh: '已撤回', en: 'Withdrawn' }),
      lasting: kind.count({ zh: '原因仍在', en: 'Cause lasts' }),
      ended: kind.count({ zh: '原因已消失', en: 'Cause gone' }),
      averted: kind.count({ zh: '属实，已化解', en: 'Real, averted' }),
      lost: kind.count({ zh: '属实，未能化解', en: 'Real, not averted' }),
      falseAlarms: kind.count({ zh: '误报', en: 'False alarms' }),
      unclear: kind.count({ zh: '无法判断', en: 'Unclear' }),
      precision: orNull(
        kind.percent(
          { zh: '准确率', en: 'Precision' },
          {
            help: {
              zh: '属实 ÷（属实 + 误报）；无结果时为 null',
              en: 'real ÷ (real + false alarms); null without outcomes',
            },
          },
        ),
      ),
      lower: orNull(kind.percent({ zh: '95% 区间下限', en: 'Lower bound, 95 %' })),
      upper: orNull(kind.percent({ zh: '95% 区间上限', en: 'Upper bound, 95 %' })),
    },
  ),
});
export type WarningPrecision = Shown<typeof precisionShape>;
type Row = WarningPrecision['rows'][number];

/** What a warning had come to by an instant. */
function by(doc: WarningDocument, asOf: Instant): Outcome | 'withdrawn' | 'ended' | 'lasting' {
  if (doc.standing === 'withdrawn') return 'withdrawn';
  const closing = doc.steps.findLast(({ at, is }) => is === 'closed' && at <= asOf);
  if (closing?.outcome) return closing.outcome;
  return doc.endedAt !== null && doc.endedAt <= asOf ? 'ended' : 'lasting';
}

function rowOf(signal: SignalCode, docs: readonly WarningDocument[], asOf: Instant): Row {
  const all = docs.filter((doc) => doc.signal === signal && doc.raisedAt <= asOf).map((doc) => by(doc, asOf));
  const count = (what: (typeof all)[number]): number => all.filter((each) => each === what).length;
  const [averted, lost, falseAlarms] = [count('averted'), count('lost'), count('false-alarm')];
  const told = averted + lost + falseAlarms;
  const share = told === 0 ? null : shareOf(averted + lost, told);
  const percent = (value: number | undefined): number | null => (value === undefined ? null : round2(value * 100));
  return {
    ...{ signal, raised: all.length, withdrawn: count('withdrawn'), lasting: count('lasting'), ended: count('ended') },
    ...{ averted, lost, falseAlarms, unclear: count('unclear') },
    ...{ precision: percent(share?.value), lower: percent(share?.lower), upper: percent(share?.upper) },
  };
}

/** How many warnings were real, by what people said when they closed them. */
export const warningPrecision = defineQuery({
  name: 'report.warning-precision',
  title: {
    zh: '预警准确率：各信号的预警数与结果',
    en: 'Precision of warnings: how many of each signal, and how they came out',
  },
  params: NoParams,
  by: READERS,
  over: [warnings],
  shape: precisionShape,
  run: async (_, { reads, asOf }): Promise<WarningPrecision> => {
    const docs: WarningDocument[] = [];
    for await (const chunk of reads.documents(warnings)) docs.push(...chunk.map(({ doc }) => doc));
    return { asOf, rows: signals.codes.map((signal) => rowOf(signal, docs, asOf)) };
  },
});
