import { isMissing } from '@dossier/fields';
import { type Instant, localToInstant, type Text } from '@dossier/kernel';
import type { Group, TableRow } from './groups';
import type { Column, Mapped, Mapping, Naming, Rejection } from './mapping';

/** The file says no zone; people work in it from six to five, which are the hours of Central Europe in UTC. */
const ZONE = 'UTC';
/** No command tells of an earlier year. */
const FIRST = '1900';
const SOURCE = 'helpdesk';
const DEPARTMENT = 'technical-support';

const columns: readonly Column[] = [
  { name: 'case' },
  { name: 'startTime' },
  { name: 'org:resource', also: ['resource'] },
  { name: 'Activity' },
];
/** Places of the columns. */
const [CASE, TIME, RESOURCE, ACTIVITY] = [0, 1, 2, 3];

/** Columns by the fields of commands that they become. */
const FIELDS: Readonly<Record<string, number>> = { number: CASE, at: TIME, assignee: RESOURCE, step: ACTIVITY };

const [TAKEN, WAIT, RESOLVED, CLOSED] = ['take in charge ticket', 'wait', 'resolve ticket', 'closed'];
/** What another system says of an anomaly: nobody works on the request then. */
const REMARKS = ['verified', 'resolved', 'invalid', 'duplicate'];
/** Activities of one instant, in the order in which they follow each other. */
const ORDER = ['insert ticket', 'assign seriousness', TAKEN, WAIT, '', RESOLVED, CLOSED];
const place = (activity: string): number => {
  const found = ORDER.indexOf(activity);
  return found === -1 ? ORDER.indexOf('') : found;
};

const reasons = {
  columns: { zh: '列数与标题行不同', en: 'the row has not as many columns as the heading' },
  quote: { zh: '右引号之后还有文字', en: 'text follows a closing quote' },
  empty: { zh: '不能为空', en: 'must not be empty' },
  date: {
    zh: '不是 1900 年以来、形式为 YYYY/MM/DD HH:mm:ss.SSS 的时间',
    en: 'is no time from 1900 on in the form YYYY/MM/DD HH:mm:ss.SSS',
  },
  sibling: { zh: '同一工单的其他行被拒绝', en: 'another row of the ticket was rejected' },
} satisfies Readonly<Record<string, Text>>;

/**
 * The log of a help desk, one row an activity of a ticket (Polato 2017). A ticket is opened by its
 * first activity and ends with its last resolution: one that was resolved again was reopened by the first activity in
 * between. Nobody waits for the customer any more once somebody works on it. It names no customer.
 */
export const helpdesk: Mapping = {
  source: SOURCE,
  documents: 'service requests',
  columns,
  columnOf: (pointer) => {
    const found = FIELDS[pointer.split('/').at(-1) ?? ''];
    return found === undefined ? undefined : columns[found]?.name;
  },
  groupOf: (row) => formed(row, CASE),
  map: ({ key, rows: [first, ...others] }, naming) => {
    const group: Group = { key, rows: [inOneForm(first), ...others.map(inOneForm)] };
    const rejected = group.rows.flatMap(check);
    return rejected.length > 0 ? { rejected: withSiblings(group, rejected) } : { document: document(group, naming) };
  },
};

/** The row with an empty field where a value is missing, and characters in one form. */
const inOneForm = (row: TableRow): TableRow => ({ ...row, fields: columns.map((_, column) => formed(row, column)) });
function formed(row: TableRow, column: number): string {
  const field = (row.fields[column] ?? '').trim();
  return isMissing(field) ? '' : field.normalize();
}
const text = (row: TableRow, column: number): string => row.fields[column] ?? '';

function check(row: TableRow): readonly Rejection[] {
  const reject = (column: number, reason: Text): Rejection => ({
    ...{ line: row.line, field: columns[column]?.name ?? '', value: text(row, column), reason },
  });
  if (row.broken) return [reject(-1, reasons.quote)];
  if (!row.fits) return [reject(-1, reasons.columns)];
  return [
    ...[CASE, ACTIVITY].flatMap((column) => (text(row, column) === '' ? [reject(column, reasons.empty)] : [])),
    ...(instantOf(row) === undefined ? [reject(TIME, reasons.date)] : []),
  ];
}

/** undefined: the text is no time. */
function instantOf(row: TableRow): Instant | undefined {
  const [, day, time, thousandths = ''] =
    /^(\d{4}\/\d\d\/\d\d) (\d\d:\d\d:\d\d)(\.\d{1,3})?$/.exec(text(row, TIME)) ?? [];
  if (day === undefined || time === undefined) return undefined;
  try {
    const at = localToInstant(`${day.replaceAll('/', '-')} ${time}`, ZONE);
    return at < FIRST ? undefined : at.replace('.000Z', `.${thousandths.slice(1).padEnd(3, '0')}Z`);
  } catch {
    return undefined;
  }
}

function document({ key: number, rows }: Group, naming: Naming): Mapped {
  const data = { requestId: naming('service-request', number), number, steps: stepsOf(rows), department: DEPARTMENT };
  return {
    ...{ id: naming('message request', number), command: 'service.BringInRequest', data },
    rows: rows.map(({ line }) => line),
  };
}

interface Step {
  readonly step: string;
  readonly at: Instant;
  readonly assignee?: string;
}

/** In an order that does not depend on that of the file. */
function stepsOf(rows: Group['rows']): readonly Step[] {
  const all = rows
    .map((row) => ({ at: instantOf(row) ?? '', activity: text(row, ACTIVITY).toLowerCase(), who: text(row, RESOURCE) }))
    .sort((a, b) => order(a.at, b.at) || place(a.activity) - place(b.activity) || order(a.who, b.who));
  const last = all.findLastIndex(({ activity }) => activity === RESOLVED);
  const steps: Step[] = [{ step: 'opened', at: all[0]?.at ?? '' }];
  let status = 'open';
  let assignee = '';
  const to = (step: string, at: Instant, then: string): void => {
    steps.push({ step, at });
    status = then;
  };
  all.forEach(({ activity, at, who }, index) => {
    if (REMARKS.includes(activity)) return;
    if (activity === CLOSED) {
      if (status === 'resolved') to('closed', at, 'closed');
      return;
    }
    if (status !== 'open' && status !== 'waiting') {
      if (index > last) return; // it is not resolved again: only something was noted
      to('reopened', at, 'open');
    }
    if (activity === RESOLVED) to('resolved', at, 'resolved');
    else if (activity === WAIT) {
      if (status !== 'waiting') to('paused', at, 'waiting');
    } else if (status === 'waiting') to('resumed', at, 'open');
    if (activity !== TAKEN || who === '' || who === assignee) return;
    assignee = who;
    steps.push({ step: 'assigned', at, assignee });
  });
  return steps;
}
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The rows without a fault of their own that stay out with the others. */
function withSiblings({ key, rows }: Group, rejected: readonly Rejection[]): readonly Rejection[] {
  const named = new Set(rejected.map(({ line }) => line));
  const siblings = rows
    .filter(({ line }) => !named.has(line))
    .map(({ line }) => ({ line, field: columns[CASE]?.name ?? '', value: key, reason: reasons.sibling }));
  return [...rejected, ...siblings].sort((a, b) => a.line - b.line);
}
