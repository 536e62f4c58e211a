import type { Answer, Principal } from '@dossier/engine';
import { type Language, neededStreams, OF_CUSTOMERS, Refusal, streamOf } from '@dossier/kernel';
import type { Edge } from '../edge/edge';
import { logFailure } from '../edge/log';
import { explain, type Explained, LARGEST_BODY, Problem, problemDocument } from '../edge/problem';
import { instanceOf } from '../edge/problem.filter';
import { type BulkLine, mustBeApart, readLine, type Written } from './bulk-line';
import type { Admitted, CommandDoor } from './command-door';
import { inOrder } from './in-order';
import type { Intake } from './intake';
import { type Line, linesOf } from './lines';

/** Most lines in progress, and their bytes: in memory a line takes some ten times as much. */
export const WINDOW = 512;
const BYTES = 1_000_000;
const SIZE = { items: WINDOW, weight: BYTES, of: ({ bytes }: Line): number => bytes?.length ?? 0 };

export interface BulkOrder {
  readonly principal: Principal;
  readonly language: Language;
  readonly requestId: string;
  readonly backfill: boolean;
  /** Only answers what would be done. */
  readonly dryRun: boolean;
  /** Whether nobody reads the answers any more. */
  readonly isLeft: () => boolean;
}

/** The result of a line: of its command, and of those before it. */
interface Done extends Answer {
  readonly first: readonly Answer[];
}

interface Work {
  readonly main: Admitted;
  readonly first: readonly Admitted[];
}

/** Throws the error of an earlier command of a line; a refusal points to that command, not to the main one. */
const refusedFirst =
  (index: number) =>
  (error: unknown): never => {
    throw error instanceof Refusal ? error.of('first', String(index), 'data') : error;
  };

/**
 * Takes commands as lines and answers each with a line, in order. Lines about one customer or stream run one after the
 * other, others in parallel; the result is as if all ran in order.
 */
export class Bulk {
  /** Last work of each lane: the next line of the lane waits for it. */
  private readonly lanes = new Map<string, Promise<unknown>>();
  /** Last work of which only its aggregate says what it writes: every later line waits for it. */
  private alone: Promise<unknown> | undefined;
  /** Lines in progress, by place. */
  private readonly underWay = new Map<number, Promise<unknown>>();
  private working = 0;

  constructor(
    private readonly door: CommandDoor,
    private readonly edge: Edge,
    private readonly order: BulkOrder,
  ) {}

  /** Whether lines are in progress. */
  get isBusy(): boolean {
    return this.working > 0;
  }

  /** Where the source was cut, a last answer, of no line, says why. */
  async *answers(source: AsyncIterable<Buffer> & Pick<Intake, 'cut'>): AsyncGenerator<string> {
    for await (const answers of inOrder(linesOf(source, LARGEST_BODY), SIZE, (line) => this.work(line)))
      yield answers.join('');
    if (source.cut === undefined) return;
    const explained = explain(new Problem(source.cut));
    yield this.problemLine(null, explained, instanceOf(this.order.requestId));
  }

  private async work(line: Line): Promise<string> {
    if (this.order.isLeft()) return ''; // lines of nobody would delay all others
    const read = readLine(line, this.door, this.edge.engine.registry, this.order);
    this.working += 1;
    try {
      this.checkKey();
      if (!read.admitted) throw read.error;
      return this.accepted(read, await this.inLane(read, read.admitted, line.number));
    } catch (error) {
      return await this.refused(read, line, error);
    } finally {
      this.working -= 1;
    }
  }

  /** If something is unknown, an earlier line still in progress may create it: tries again after those. */
  private async inTurn(line: Work, place: number, isFirst: boolean): Promise<Done> {
    try {
      return await this.done(line);
    } catch (error) {
      const { status, code } = explain(error);
      if (isFirst || (status !== 404 && code !== 'reads/not-yet')) throw error;
      await Promise.all([...this.underWay].filter(([earlier]) => earlier < place).map(([, done]) => done));
      return this.done(line);
    }
  }

  /** Runs the earlier commands only when nothing in the line would be refused, and not for a repeat. */
  private async done({ main, first }: Work): Promise<Done> {
    this.checkKey(); // it may have waited long for earlier lines
    const { dryRun } = this.order;
    if (!dryRun && first.length === 0) return { ...(await this.door.send(main)), first: [] };
    const opened = new Set(first.filter(({ def }) => def.customer === undefined).flatMap((each) => each.customers));
    const { rehearsed, as } = await this.rehearsed({ main, first }, opened);
    // a repeat is sent as well: the process may have stopped before what follows it
    if (rehearsed.replayed) return { ...(dryRun ? rehearsed : await this.door.send(as)), first: [] };
    const news: { readonly admitted: Admitted; readonly answer: Answer; readonly index: number }[] = [];
    for (const [index, admitted] of first.entries()) {
      const answer = await this.door.rehearse(admitted, opened).catch(refusedFirst(index));
      if (answer.receipt.events.length > 0) news.push({ admitted, answer, index });
    }
    if (dryRun) return { ...rehearsed, first: news.map(({ answer }) => answer) };
    const before: Answer[] = [];
    for (const { admitted, index } of news) before.push(await this.door.send(admitted).catch(refusedFirst(index)));
    return { ...(await this.door.send(main)), first: before };
  }

  /** A line sent again in another form counts as a repeat if all its earlier commands are done already. */
  private async rehearsed(
    { main, first }: Work,
    opened: ReadonlySet<string>,
  ): Promise<{ readonly rehearsed: Answer; readonly as: Admitted }> {
    try {
      return { rehearsed: await this.door.rehearse(main, opened), as: main };
    } catch (error) {
      if (first.length === 0 || explain(error).code !== 'command/key-reused') throw error;
      for (const each of first) if ((await this.door.rehearse(each, opened)).receipt.events.length > 0) throw error;
      const sent = { ...main.sent };
      delete sent.beside;
      const alone = { ...main, sent };
      return { rehearsed: await this.door.rehearse(alone, opened), as: alone };
    }
  }

  /** @throws Problem `auth/unknown-key` for a key that was revoked or expired since the first line */
  private checkKey(): void {
    if (!this.edge.keys.alive(this.order.principal.id)) throw new Problem('auth/unknown-key');
  }

  private readonly written: Written = ({ def, command, sent }) => this.edge.engine.commands.written(def, command, sent);

  /** Lanes of a command: lines of one lane run one after the other, as an earlier one may create what a later one needs. */
  private lanesOf(admitted: Admitted): readonly string[] {
    const { def, command, customers } = admitted;
    return [
      ...this.written(admitted),
      ...neededStreams(def, command),
      ...customers.map((name) => streamOf(OF_CUSTOMERS, name)),
    ];
  }

  private inLane({ first }: BulkLine, main: Admitted, place: number): Promise<Done> {
    mustBeApart(main, first, this.written);
    const isFirst = this.underWay.size === 0;
    const send = (): Promise<Done> => this.inTurn({ main, first }, place, isFirst);
    const lanes = new Set([main, ...first].flatMap((each) => this.lanesOf(each)));
    const isAlone = [main, ...first].some(({ def }) => def.afterIn !== undefined);
    const before = isAlone
      ? [...this.underWay.values()]
      : [this.alone, ...[...lanes].map((lane) => this.lanes.get(lane))].filter((last) => last !== undefined);
    const mine = before.length === 0 ? send() : Promise.all(before).then(send);
    const settled = mine.then(
      () => undefined,
      () => undefined,
    );
    this.underWay.set(place, settled);
    for (const lane of lanes) this.lanes.set(lane, settled);
    if (isAlone) this.alone = settled;
    void settled.then(() => {
      this.underWay.delete(place);
      if (this.alone === settled) this.alone = undefined;
      for (const lane of lanes) if (this.lanes.get(lane) === settled) this.lanes.delete(lane);
    });
    return mine;
  }

  private accepted({ id }: BulkLine, { receipt, created, replayed, first }: Done): string {
    const before = first.length === 0 ? {} : { first: first.map((each) => each.receipt) };
    return `${JSON.stringify({ id, status: created ? 201 : 200, receipt, ...before, replayed })}\n`;
  }

  private async refused({ id, def, admitted }: BulkLine, { number }: Line, error: unknown): Promise<string> {
    const { principal, requestId } = this.order;
    const explained = explain(error, this.edge.engine.zone.name);
    const instance = `${instanceOf(requestId)}#line-${number}`;
    logFailure(this.edge.log, this.edge.rarely, instance, explained, error);
    const subjects = admitted ? await this.door.concerning(admitted) : [];
    if (def) this.door.record(principal, def, subjects, '', explained.code);
    return this.problemLine(id, explained, instance);
  }

  private problemLine(id: string | null, explained: Explained, instance: string): string {
    const problem = problemDocument(explained, this.order.language, instance);
    return `${JSON.stringify({ id, status: explained.status, problem, replayed: false })}\n`;
  }
}
