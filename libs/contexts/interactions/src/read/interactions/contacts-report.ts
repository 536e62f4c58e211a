import { IsOneOf, Titled } from '@dossier/fields';
import {
  addDays,
  compareTexts,
  type Condition,
  dayOf,
  defineQuery,
  type Instant,
  kind,
  monthOf,
  optional,
  READERS,
  shape,
  type Shown,
} from '@dossier/kernel';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { BY_CUSTOMER, BY_DEPARTMENT, CHANNEL, CONTACTS, KIND } from '../../shown-parts';
import {
  type ContactGrouping,
  contactGroupings,
  type Direction,
  directions,
  type InteractionKind,
  type Sentiment,
  sentiments,
} from '../../terms';
import { interactions } from './interactions';

export class ContactsParams {
  @Titled(contactGroupings.title, { help: { zh: '省略则按客户。', en: 'Left out: by customer.' } })
  @IsOptional()
  @IsOneOf(contactGroupings)
  readonly by?: ContactGrouping;
  @Titled(
    { zh: '最近天数', en: 'Latest days' },
    {
      help: {
        zh: '只计截至时刻前这么多天（每天 24 小时）；省略则计全部。',
        en: 'Only so many days of 24 hours before the day asked for; left out: all.',
      },
      unit: { zh: '天', en: 'days' },
      kind: 'days',
    },
  )
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(36_500)
  readonly days?: number;
}

const COUNTED = {
  contacts: CONTACTS,
  inbound: kind.count(directions.words.inbound),
  outbound: kind.count(directions.words.outbound),
  negative: kind.count(sentiments.words.negative),
  lastDay: kind.day({ zh: '最近一次', en: 'Last' }),
};
const reportShape = shape({
  rows: kind.rows(contactGroupings.title, {
    customer: BY_CUSTOMER,
    department: BY_DEPARTMENT,
    channel: optional(CHANNEL),
    kind: optional(KIND),
    month: optional(kind.day(contactGroupings.words.month)),
    customers: optional(kind.count({ zh: '客户数', en: 'Customers' })),
    ...COUNTED,
  }),
});
type Report = Shown<typeof reportShape>;
type Row = Report['rows'][number];

interface Contact {
  readonly customer: string;
  readonly department: string;
  readonly channel: string | null;
  readonly kind: InteractionKind;
  readonly month: string;
  readonly direction: Direction | null;
  readonly sentiment: Sentiment | null;
  readonly at: Instant;
}

/** 互动统计: how often we and customers spoke, by customer, department, channel, kind or month. */
export const contactsReport = defineQuery({
  name: 'report.contacts',
  title: { zh: '互动统计', en: 'Contacts' },
  params: ContactsParams,
  by: READERS,
  over: [interactions],
  shape: reportShape,
  run: async ({ by = 'customer', days }, { reads, asOf, zone }): Promise<Report> => {
    const where: Condition[] = [
      { field: 'happenedAt', op: 'lte', value: asOf },
      ...(days === undefined ? [] : [{ field: 'happenedAt', op: 'gt' as const, value: addDays(asOf, -days) }]),
    ];
    const fields = ['customer', 'department', 'channel', 'kind', 'direction', 'sentiment', 'happenedAt'];
    const groups = new Map<string | null, Contact[]>();
    for (const row of await reads.rows(interactions, fields, { where })) {
      const at = String(row['happenedAt']);
      const contact: Contact = {
        ...(row as object as Omit<Contact, 'at' | 'month'>),
        ...{ at, month: monthOf(at, zone) },
      };
      const some = groups.get(contact[by]);
      if (some) some.push(contact);
      else groups.set(contact[by], [contact]);
    }
    const rows = [...groups].map(([name, some]) => ({
      [by]: name,
      ...(by !== 'customer' && { customers: new Set(some.map(({ customer }) => customer)).size }),
      ...counted(some, zone),
    }));
    const nameOf = (row: Row): string => row[by] ?? '';
    const byName = (a: Row, b: Row): number => compareTexts(nameOf(a), nameOf(b));
    return { rows: rows.sort((a, b) => (by === 'month' ? 0 : b.contacts - a.contacts) || byName(a, b)) };
  },
});

const counted = (some: readonly Contact[], zone: string) => ({
  contacts: some.length,
  inbound: some.filter(({ direction }) => direction === 'inbound').length,
  outbound: some.filter(({ direction }) => direction === 'outbound').length,
  negative: some.filter(({ sentiment }) => sentiment === 'negative').length,
  lastDay: dayOf(
    some.reduce((last, { at }) => (at > last ? at : last), ''),
    zone,
  ),
});
