import type { Text } from '@dossier/kernel';
import { type BulkAnswer, send } from '../bulk';
import type { Door } from '../door';
import { Failure, type Problem } from '../failure';
import { later } from '../position';
import type { Terminal } from '../terminal';
import { countRows } from './count-rows';
import { type Group, Groups, type TableRow } from './groups';
import type { Mapped, MappedGroup, Mapping, Naming, Rejection } from './mapping';
import { readTable } from './read-rows';
import { Pace } from './pace';
import { Rejects } from './rejects';

/** What an import ends with; names and order are fixed, and seconds come last. */
export interface ImportResult {
  readonly rows: number;
  /** Rows that were brought in now. */
  readonly accepted: number;
  readonly rejected: number;
  /** Rows that had been brought in before. */
  readonly unchanged: number;
  /** Different customers of documents of the file that are in. */
  readonly customers: number;
  /** Different documents of the file that are in. */
  readonly orders: number;
  /** Events that were appended now. */
  readonly events: number;
  /** Of the last event; give it to a query as `Dossier-After`. */
  readonly position: string;
}

export interface Importing {
  readonly mapping: Mapping;
  readonly file: string;
  readonly naming: Naming;
  /** Rows of each document, where they were counted before; left out: they are counted. */
  readonly counted?: ReadonlyMap<string, number>;
  readonly terminal: Terminal;
  /** Milliseconds from any beginning. */
  readonly elapsed: () => number;
}

/** The file is in, or was rehearsed; but the rows that were rejected could not be written. */
export class RejectsUnwritten extends Failure {
  override readonly name = 'RejectsUnwritten';
  constructor(
    readonly result: ImportResult,
    why: Text,
  ) {
    super(
      {
        zh: '未能写出被拒绝的行及原因（共 {rejected} 行）。{why}再次运行同一命令即可得到它们，已导入的内容不会重复写入',
        en: 'The rejected rows ({rejected}) and their reasons could not be written: {why}. Run the same command again for them: what is in is not brought in twice',
      },
      { rejected: result.rejected, why },
    );
  }
}

/** Where the rows go that do not come in. */
export const rejectsOf = (file: string, dryRun: boolean): string => `${file}${dryRun ? '.dry-run' : ''}.rejected.csv`;

const IN_ALREADY: Text = {
  zh: '该单据此前已以不同的行或内容导入，没有作任何更改；改动过的单据不会再次导入。若文件是在单据中间切开的，请将其各行并入同一文件',
  en: 'this document is in already, with other rows or content: nothing was changed, changed documents are not brought in again. Where a file was cut inside a document, its rows belong into one file',
};

/** One run of an import: reads, maps, and counts what becomes of each row. */
class Run {
  readonly rejects: Rejects;
  private readonly customers = new Set<string>();
  /** What the file calls the columns of the mapping. */
  private named: ReadonlyMap<string, string> = new Map();
  private readonly pace: Pace;
  private rows = 0;
  /** Of the whole file, known before anything is sent. */
  private total = 0;
  private answered = 0;
  /** Rows that are not sent, as they make no document. */
  private unsent = 0;
  private unchanged = 0;
  private documents = 0;
  private events = 0;
  private position = '';

  constructor(
    private readonly importing: Importing,
    private readonly dryRun: boolean,
  ) {
    this.rejects = new Rejects(rejectsOf(importing.file, dryRun), importing.terminal);
    this.pace = new Pace(importing.elapsed());
  }

  /** Commands of the file, in its order. */
  async *commands(): AsyncGenerator<Mapped> {
    const { file, mapping, counted } = this.importing;
    const counts = counted ?? (await countRows(file, mapping));
    for (const rows of counts.values()) this.total += rows;
    const groups = new Groups(counts);
    for await (const rows of readTable(file, mapping, (named) => (this.named = named)))
      for (const row of rows) for (const group of this.take(groups, row)) yield* this.map(group);
    if (groups.incomplete > 0)
      throw new Failure({ zh: '{file} 在导入期间被改动', en: '{file} was changed while it was read' }, { file });
  }

  /** What the server says of a document. */
  answer(mapped: Mapped, { status, replayed, receipt, first = [], problem }: BulkAnswer): void {
    const { rows, customer } = mapped;
    if (status >= 400) this.refused(mapped, problem ?? { status });
    else {
      const receipts = [...first, ...(receipt === undefined ? [] : [receipt])];
      const events = replayed === true ? 0 : receipts.reduce((sum, each) => sum + each.events.length, 0);
      if (events === 0) this.unchanged += rows.length;
      this.events += events;
      for (const { position } of receipts) this.position = later(this.position, position);
      if (customer !== undefined) this.customers.add(customer);
      this.documents += 1;
    }
    this.sent(rows.length);
  }

  /** True once anything of the file may be in. */
  get hasBegun(): boolean {
    return this.answered > 0;
  }

  result(): ImportResult {
    const rejected = this.rejects.count;
    return {
      rows: this.rows,
      accepted: this.rows - rejected - this.unchanged,
      rejected,
      unchanged: this.unchanged,
      customers: this.customers.size,
      orders: this.documents,
      events: this.dryRun ? 0 : this.events,
      position: this.dryRun ? '' : this.position,
    };
  }

  /** Documents that are complete with this row. */
  private take(groups: Groups, row: TableRow): readonly Group[] {
    this.rows += 1;
    return groups.add(this.importing.mapping.groupOf(row), row);
  }

  private map(group: Group): readonly Mapped[] {
    const { document, rejected = [] } = this.mapped(group);
    for (const rejection of rejected) this.reject(rejection);
    this.unsent += group.rows.length - (document?.rows.length ?? 0);
    return document === undefined ? [] : [document];
  }

  /** @throws Failure that names the line: a mapping that throws has a bug, and the line shows it */
  private mapped(group: Group): MappedGroup {
    const { mapping, naming, file } = this.importing;
    try {
      return mapping.map(group, naming);
    } catch (error) {
      throw new Failure(
        {
          zh: '{file} 第 {line} 行（{key}）无法转换：{reason}',
          en: '{file}: line {line} ({key}) cannot be made a document: {reason}',
        },
        { file, line: group.rows[0].line, key: group.key, reason: String(error) },
      );
    }
  }

  private reject({ field, ...rejection }: Rejection): void {
    this.rejects.add({ ...rejection, field: this.named.get(field) ?? field });
  }

  private refused(mapped: Mapped, problem: Problem): void {
    const { rows, command } = mapped;
    const { columnOf } = this.importing.mapping;
    const { number = command } = mapped.data as { readonly number?: string };
    if (['command/exists', 'command/key-reused'].includes(problem.code ?? '')) {
      for (const line of rows) this.reject({ line, field: '', value: number, reason: IN_ALREADY });
      return;
    }
    const faults = new Map(problem.errors?.map((error) => [rowOf(mapped, error.pointer ?? ''), error]));
    for (const line of rows) {
      const fault = faults.get(line);
      const { pointer = '', detail = inOneLine(problem) } = fault ?? {};
      const value = at(mapped.data, pointer) ?? number;
      this.reject({ line, field: columnOf(pointer) ?? '', value, reason: { zh: detail, en: detail } });
    }
  }

  private sent(rows: number): void {
    this.answered += rows;
    const rate = this.pace.at(this.importing.elapsed(), this.answered);
    const { terminal } = this.importing;
    const told = { rows: this.answered, total: this.total };
    if (rate === undefined) {
      terminal.progress({ zh: '{rows} 行，共 {total} 行', en: 'rows: {rows} of {total}' }, told);
      return;
    }
    const left = this.total - this.unsent - this.answered;
    terminal.progress(
      {
        zh: '{rows} 行，共 {total} 行，每秒 {rate} 行，约剩 {left} 秒',
        en: 'rows: {rows} of {total}, {rate} a second, about {left} s left',
      },
      { ...told, rate: Math.ceil(rate), left: Math.ceil(left / rate) },
    );
  }
}

/** Why a document stays out, as one row of a table has room for it. */
const inOneLine = ({ status, detail, title, errors = [] }: Problem): string => {
  const faults = errors.flatMap((error) => error.detail ?? error.code ?? []);
  return (faults.length > 0 ? faults.join('; ') : (detail ?? title ?? `HTTP ${status}`)).replaceAll(/\s*\n\s*/g, ' ');
};

/** The text or number that a JSON pointer points at. */
function at(data: object, pointer: string): string | undefined {
  const found = pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((inner, key) => (inner as Readonly<Record<string, unknown>> | undefined)?.[key], data);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
}

/** Line of the file that a fault of a document is about. */
function rowOf({ rows, data }: Mapped, pointer: string): number | undefined {
  const [, part, index] = /^\/(lines|adjustments)\/(\d+)/.exec(pointer) ?? [];
  if (part === undefined) return undefined;
  const before = part === 'lines' ? 0 : ((data as { lines?: readonly unknown[] }).lines ?? []).length;
  return rows[before + Number(index)];
}

/** Brings a file in through the bulk door. Read models show it later: see `caughtUp`. @throws RejectsUnwritten */
export function importFile(door: Door, importing: Importing): Promise<ImportResult> {
  return toTheEnd(door, importing, false);
}

/** Reads a file as an import does, and asks the door what it would make of it; nothing is written. @throws RejectsUnwritten */
export function rehearse(door: Door, importing: Importing): Promise<ImportResult> {
  return toTheEnd(door, importing, true);
}

async function toTheEnd(door: Door, importing: Importing, dryRun: boolean): Promise<ImportResult> {
  const run = new Run(importing, dryRun);
  try {
    await send(door, run.commands(), (command, answer) => run.answer(command, answer), { dryRun });
  } catch (error) {
    await run.rejects.abandon();
    if (run.hasBegun && !dryRun)
      importing.terminal.note({
        zh: '已导入的内容都已保存；再次运行同一命令即可从中断处继续。',
        en: 'What is in is kept; the same command, run again, goes on from there.',
      });
    throw error;
  }
  const why = await run.rejects.finish();
  if (why) throw new RejectsUnwritten(run.result(), why);
  return run.result();
}
