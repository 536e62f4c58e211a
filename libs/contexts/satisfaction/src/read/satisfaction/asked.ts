import { IsId, IsOneOf, Titled } from '@dossier/fields';
import { type Asking, type Condition, type Month, monthOf, startOfDay } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { firstMonth, type Judging, type Tally, tallied, YEAR } from '../../judging';
import { satisfactionPolicy } from '../../satisfaction-policy';
import type { Counted } from '../../scores';
import { CUSTOMER_TITLE, type Grouped, type Summary, summaryOf } from '../../shown-parts';
import { surveyResponses } from '../../survey-responses';
import { satisfactionTargetsPolicy } from '../../targets-policy';
import { type Grouping, groupings, type Instrument, instruments } from '../../terms';

export class SatisfactionParams {
  @Titled(groupings.title, {
    help: {
      zh: '省略则为全公司。按竞争对手统计的是对其满意度，其余只计对我方的。',
      en: 'Left out: the whole company. By competitor it is satisfaction with each of them; all others count what is about us.',
    },
  })
  @IsOptional()
  @IsOneOf(groupings)
  readonly by?: Grouping;
  @Titled(instruments.title, { help: { zh: '省略则为 csat。', en: 'Left out: csat.' } })
  @IsOptional()
  @IsOneOf(instruments)
  readonly instrument?: Instrument;
  @Titled(CUSTOMER_TITLE, {
    help: { zh: '只计该客户（编号）的答复。', en: 'Only answers of the customer with this id.' },
  })
  @IsOptional()
  @IsId()
  readonly customer?: string;
}

/** The field that holds what it is counted by. */
const FIELDS: Readonly<Record<Exclude<Grouping, 'company'>, string>> = {
  ...{ customer: 'customer', product: 'product', department: 'ratedDepartment', touchpoint: 'touchpoint' },
  ...{ topic: 'topic', survey: 'survey', competitor: 'competitor' },
};

interface Answer extends Counted {
  readonly month: Month;
}
export interface Group {
  /** Its column; none where the whole company is one group. */
  readonly column: Grouped;
  readonly name: string;
  readonly tally: Tally;
}

/** The months that anything is claimed of. */
const monthsAsked = ({ policy }: Judging): number => Math.max(2 * YEAR, policy.windowMonths, policy.trendMonths);

interface Asked {
  readonly groups: readonly Group[];
  readonly judging: Judging;
  readonly summary: Summary;
}

/** Answers up to the moment that is asked for, by group and month of the company: of all that are there, once each. */
export async function asked(
  { by = 'company', instrument = 'csat', customer }: SatisfactionParams,
  asking: Asking,
): Promise<Asked> {
  const { reads, asOf, zone, policies } = asking;
  const judging: Judging = {
    ...{ instrument, month: monthOf(asOf, zone), policy: policies(satisfactionPolicy).document },
    target: policies(satisfactionTargetsPolicy).document[instrument],
  };
  const since = startOfDay(`${firstMonth(judging.month, monthsAsked(judging))}-01`, zone);
  const where: Condition[] = [
    { field: 'givenAt', op: 'gte', value: since },
    { field: 'givenAt', op: 'lte', value: asOf },
    { field: 'instrument', op: 'eq', value: instrument },
    { field: 'competitor', op: by === 'competitor' ? 'ne' : 'eq', value: null },
    ...(customer === undefined ? [] : [{ field: 'customer', op: 'eq' as const, value: customer }]),
  ];
  const field = by === 'company' ? null : FIELDS[by];
  const fields = ['givenAt', 'scale', 'score', ...(field === null ? [] : [field])];
  const found = new Map<string | null, Answer[]>();
  for (const row of await reads.rows(surveyResponses, fields, { where })) {
    const name = field === null ? null : (row[field] as string | null);
    const answer = {
      ...{ scale: Number(row['scale']), score: Number(row['score']), answers: 1 },
      month: monthOf(String(row['givenAt']), zone),
    };
    const some = found.get(name);
    if (some) some.push(answer);
    else found.set(name, [answer]);
  }
  const groups = [...found].map(([name, answers]) => ({
    column: by === 'company' ? {} : { [by]: name },
    name: name ?? '',
    tally: tallied(answers, ({ month }) => month),
  }));
  return { groups, judging, summary: summaryOf(asking) };
}
