import type { Text } from '@dossier/kernel';
import { type BulkAnswer, send } from '../bulk';
import { caughtUp } from '../caught-up';
import type { Door } from '../door';
import { describe, Failure, type Problem } from '../failure';
import { later } from '../position';
import type { Terminal } from '../terminal';
import { countRows } from './count-rows';
import type { Row } from './csv';
import { type Group, Groups } from './groups';
import type { Mapped, Mapper, Mapping, Naming } from './mapping';
import { readRows } from './read-rows';
import { Rejects } from './rejects';

/** What an import ends with; names and order are fixed. */
export interface ImportResult {
  readonly rows: number;
  /** Rows that were brought in now. */
  readonly accepted: number;
  readonly rejected: number;
  /** Rows that had been brought in before. */
  readonly unchanged: number;
  /** Different customers in the file. */
  readonly customers: number;
  /** Different documents of the file that are in. */
  readonly orders: number;
  /** Events that were appended now. */
  readonly events: number;
  /** Of the last event; give it to a query as `Dossier-After`. */
  readonly position: string;
  readonly seconds: number;
}

export interface Importing {
  readonly mapping: Mapping;
  readonly file: string;
  readonly naming: Naming;
  readonly terminal: Terminal;
  /** Milliseconds from any beginning. */
  readonly elapsed: () => number;
}

/** What the door would say against a command; undefined when it keeps the door's rules. */
export type Rehearsal = (command: Mapped) => Problem | undefined;

/** Where the rows go that do not come in. */
export const rejectsOf = (file: string, dryRun: boolean): string => `${file}${dryRun ? '.dry-run' : ''}.rejected.csv`;

const IN_ALREADY: Text = {
  zh: '该单据此前已以不同的行或内容导入，没有作任何更改；改动过的单据不会再次导入',
  en: 'this document is in already, with other rows or content: nothing was changed, changed documents are not brought in again',
};

/** One run of an import: reads, maps, and counts what becomes of each row. */
class Run {
  readonly rejects: Rejects;
  private readonly mapper: Mapper;
  private readonly begun: number;
  private rows = 0;
  private answered = 0;
  private part = 0;
  private unchanged = 0;
  private documents = 0;
  private events = 0;
  private position = '';

  constructor(
    private readonly importing: Importing,
    dryRun: boolean,
  ) {
    this.mapper = importing.mapping.open(importing.naming);
    this.rejects = new Rejects(rejectsOf(importing.file, dryRun), importing.terminal);
    this.begun = importing.elapsed();
  }

  /** Commands of the file, in its order. */
  async *commands(): AsyncGenerator<Mapped> {
    const { file, mapping } = this.importing;
    const groups = new Groups(await countRows(file, mapping));
    let headed = false;
    for await (const { rows, part } of readRows(file)) {
      this.part = part;
      for (const row of rows)
        if (headed) for (const group of this.take(groups, row)) yield* this.map(group);
        else headed = this.isHeading(row);
    }
    if (!headed) throw new Failure({ zh: '{file} 是空的', en: '{file} is empty' }, { file });
    if (groups.incomplete > 0)
      throw new Failure({ zh: '{file} 在导入期间被改动', en: '{file} was changed while it was read' }, { file });
  }

  /** What the server says of a command. */
  answer(mapped: Mapped, { status, replayed, receipt, problem }: BulkAnswer): void {
    const { rows, document } = mapped;
    if (status >= 400) this.refused(mapped, problem ?? { status });
    else {
      if (receipt !== undefined) this.position = later(this.position, receipt.position);
      if (replayed === true || receipt?.events.length === 0) this.unchanged += document ? rows.length : 0;
      else this.events += receipt?.events.length ?? 0;
      if (document) this.documents += 1;
    }
    if (document) this.sent(rows.length);
  }

  /** What would be said if everything were taken that the door has nothing against. */
  pretend(mapped: Mapped, problem: Problem | undefined): void {
    if (problem) this.refused(mapped, problem);
    else if (mapped.document) this.documents += 1;
    if (mapped.document) this.sent(mapped.rows.length);
  }

  result(): ImportResult {
    const rejected = this.rejects.count;
    return {
      rows: this.rows,
      accepted: this.rows - rejected - this.unchanged,
      rejected,
      unchanged: this.unchanged,
      customers: this.mapper.customers(),
      orders: this.documents,
      events: this.events,
      position: this.position,
      seconds: Math.round(this.importing.elapsed() - this.begun) / 1000,
    };
  }

  /** Documents that are complete with this row. */
  private take(groups: Groups, row: Row): readonly Group[] {
    this.rows += 1;
    return groups.add(this.importing.mapping.groupOf(row), row);
  }

  private map(group: Group): readonly Mapped[] {
    const { commands, rejected } = this.mapper.map(group);
    for (const rejection of rejected) this.rejects.add(rejection);
    return commands;
  }

  private refused(mapped: Mapped, problem: Problem): void {
    const { rows, document, command } = mapped;
    const known = ['command/exists', 'command/key-reused'].includes(problem.code ?? '');
    // who is registered already, by an earlier file with other rows, is no fault of this row
    if (known && !document) return;
    if (known) {
      const { number } = mapped.data as { readonly number?: string };
      for (const line of rows) this.rejects.add({ line, field: '', value: number ?? command, reason: IN_ALREADY });
      return;
    }
    const faults = new Map(problem.errors?.map((error) => [rowOf(mapped, error.pointer ?? ''), error]));
    for (const line of rows) {
      const fault = faults.get(line);
      const words = fault?.detail ?? describe(problem);
      this.rejects.add({ line, field: fault?.pointer ?? '', value: command, reason: { zh: words, en: words } });
    }
  }

  private isHeading({ fields }: Row): true {
    const { columns } = this.importing.mapping;
    if (fields.join() === columns.join()) return true;
    throw new Failure(
      { zh: '第一行应为 {columns}，而不是 {found}', en: 'the first line must be {columns}, not {found}' },
      { columns: columns.join(), found: fields.join().slice(0, 200) },
    );
  }

  private sent(rows: number): void {
    this.answered += rows;
    const seconds = Math.max(0.001, (this.importing.elapsed() - this.begun) / 1000);
    this.importing.terminal.progress(
      { zh: '{rows} 行，每秒 {rate} 行，约剩 {left} 秒', en: 'rows: {rows}, {rate} a second, about {left} s left' },
      {
        rows: this.answered,
        rate: Math.round(this.answered / seconds),
        left: Math.ceil((seconds / Math.max(this.part, 0.001)) * (1 - this.part)),
      },
    );
  }
}

/** Line of the file that a fault of a document is about. */
function rowOf({ rows, data }: Mapped, pointer: string): number | undefined {
  const [, part, index] = /^\/(lines|adjustments)\/(\d+)/.exec(pointer) ?? [];
  if (part === undefined) return undefined;
  const before = part === 'lines' ? 0 : ((data as { lines?: readonly unknown[] }).lines ?? []).length;
  return rows[before + Number(index)];
}

/** Brings a file in through the bulk door, and waits until every document shows it. */
export function importFile(door: Door, importing: Importing): Promise<ImportResult> {
  return toTheEnd(new Run(importing, false), async (run) => {
    await send(door, run.commands(), (command, answer) => run.answer(command, answer));
    await caughtUp(door, importing.terminal);
  });
}

/** Reads and checks a file as an import does, and sends nothing. */
export function rehearse(importing: Importing, rehearsal: Rehearsal = () => undefined): Promise<ImportResult> {
  return toTheEnd(new Run(importing, true), async (run) => {
    for await (const command of run.commands()) run.pretend(command, rehearsal(command));
  });
}

async function toTheEnd(run: Run, work: (run: Run) => Promise<void>): Promise<ImportResult> {
  try {
    await work(run);
  } catch (error) {
    await run.rejects.abandon();
    throw error;
  }
  await run.rejects.finish();
  return run.result();
}
