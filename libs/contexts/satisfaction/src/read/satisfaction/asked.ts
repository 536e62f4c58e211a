import { type Scheme, schemes, standAt, type Tier, tiersSection, type TiersState } from '@dossier/contexts/tiers';
import { IsId, IsOneOf, Titled } from '@dossier/fields';
import {
  type Asking,
  type Condition,
  type GroupRow,
  type Instant,
  type Month,
  monthOf,
  startOfDay,
} from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { firstMonth, type Judging, type Tally, tallied, YEAR } from '../../judging';
import { satisfactionPolicy } from '../../satisfaction-policy';
import type { Counted } from '../../scores';
import { CUSTOMER_TITLE, type Grouped, type SummaryOfInstrument, summaryOf } from '../../shown-parts';
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
  @Titled(schemes.title, {
    help: { zh: '按级别统计时所用的分级方案；省略则为 value。', en: 'Whose tiers it is counted by; left out: value.' },
  })
  @IsOptional()
  @IsOneOf(schemes)
  readonly scheme?: Scheme;
  @Titled(CUSTOMER_TITLE, {
    help: { zh: '只计该客户（编号）的答复。', en: 'Only answers of the customer with this id.' },
  })
  @IsOptional()
  @IsId()
  readonly customer?: string;
}

/** The field that holds what it is counted by. */
const FIELDS: Readonly<Record<Exclude<Grouping, 'company' | 'tier-then' | 'tier-now'>, string>> = {
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
  readonly summary: SummaryOfInstrument;
}

/** Answers up to the moment that is asked for, by group and month of the company: of all that are there, once each. */
export async function asked(
  { by = 'company', instrument = 'csat', scheme = 'value', customer }: SatisfactionParams,
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
  const { fields: more, column, nameOf } = await counting(by, scheme, asking);
  const fields = ['givenAt', 'scale', 'score', ...more];
  const found = new Map<string | null, Answer[]>();
  for (const row of await reads.rows(surveyResponses, fields, { where })) {
    const name = nameOf(row);
    const answer = {
      ...{ scale: Number(row['scale']), score: Number(row['score']), answers: 1 },
      month: monthOf(String(row['givenAt']), zone),
    };
    const some = found.get(name);
    if (some) some.push(answer);
    else found.set(name, [answer]);
  }
  const groups = [...found].map(([name, answers]) => ({
    column: column === null ? {} : { [column]: name },
    name: name ?? '',
    tally: tallied(answers, ({ month }) => month),
  }));
  const { atLeast: targetAtLeast = null, gainAYear: targetGain = null } = judging.target ?? {};
  return { groups, judging, summary: { ...summaryOf(asking), targetAtLeast, targetGain } };
}

interface Counting {
  /** That are needed to know the group. */
  readonly fields: readonly string[];
  /** Of a group; null: there is one. */
  readonly column: keyof Grouped | null;
  readonly nameOf: (row: GroupRow) => string | null;
}

async function counting(by: Grouping, scheme: Scheme, asking: Asking): Promise<Counting> {
  switch (by) {
    case 'company':
      return { fields: [], column: null, nameOf: () => null };
    case 'tier-then':
    case 'tier-now': {
      const tierOf = await tiersIn(scheme, asking);
      const at = (row: GroupRow): Instant => (by === 'tier-now' ? asking.asOf : String(row['givenAt']));
      const nameOf = (row: GroupRow): Tier | null => tierOf(row['customer'] as string | null, at(row));
      return { fields: ['customer'], column: 'tier', nameOf };
    }
    default: {
      const field = FIELDS[by];
      return { fields: [field], column: by, nameOf: (row) => row[field] as string | null };
    }
  }
}

/** The tiers that customers had in a scheme, on whichever day. */
async function tiersIn(
  scheme: Scheme,
  { reads }: Asking,
): Promise<(customer: string | null, at: Instant) => Tier | null> {
  const known = new Map<string, TiersState>();
  for await (const chunk of reads.documents(tiersSection)) for (const { key, doc } of chunk) known.set(key, doc);
  return (customer, at) => {
    const state = customer === null ? undefined : known.get(customer);
    return state ? (standAt(state, scheme, at)?.tier ?? null) : null;
  };
}
