import type { Answer, Principal } from '@dossier/engine';
import { type AnyCommandDef, type Language, neededStream, streamOf, type Text } from '@dossier/kernel';
import type { Edge } from '../edge/edge';
import { explain, type FieldError, invalid, LARGEST_BODY, Problem, problemDocument } from '../edge/problem';
import { instanceOf } from '../edge/problem.filter';
import { receiveJson } from '../edge/sane-json';
import type { Admitted, CommandDoor } from './command-door';
import { isKey } from './envelope';
import { inOrder } from './in-order';
import { type Line, linesOf } from './lines';

/** Lines under way at most. */
export const WINDOW = 512;

export interface BulkOrder {
  readonly principal: Principal;
  readonly language: Language;
  readonly requestId: string;
  readonly backfill: boolean;
}

/** A line as far as it could be read. */
interface Read {
  readonly id: string | null;
  readonly def?: AnyCommandDef;
  readonly admitted?: Admitted;
  readonly error?: unknown;
}

/**
 * Takes commands as lines and answers each with a line, in order. Lines about one customer or one stream are done one
 * after the other, others side by side; the outcome is that of doing all of them in order.
 */
export class Bulk {
  /** What must be done before the next line of a lane. */
  private readonly lanes = new Map<string, Promise<unknown>>();
  /** Lines under way, by place. */
  private readonly underWay = new Map<number, Promise<unknown>>();

  constructor(
    private readonly door: CommandDoor,
    private readonly edge: Edge,
    private readonly order: BulkOrder,
  ) {}

  async *answers(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
    for await (const answers of inOrder(linesOf(source, LARGEST_BODY), WINDOW, (line) => this.work(line)))
      yield answers.join('');
  }

  private async work(line: Line): Promise<string> {
    const read = this.read(line);
    try {
      this.checkKey();
      if (!read.admitted) throw read.error;
      return this.accepted(read, await this.inLane(read.admitted, line.number));
    } catch (error) {
      return await this.refused(read, line, error);
    }
  }

  /** What is not known may be made by a line before that is still under way: then it is looked for again after those. */
  private async inTurn(admitted: Admitted, place: number, first: boolean): Promise<Answer> {
    try {
      return await this.send(admitted);
    } catch (error) {
      const { status, code } = explain(error, this.edge.engine.registry.refusals);
      if (first || (status !== 404 && code !== 'reads/not-yet')) throw error;
      await Promise.all([...this.underWay].filter(([earlier]) => earlier < place).map(([, done]) => done));
      return this.send(admitted);
    }
  }

  private send(admitted: Admitted): Promise<Answer> {
    this.checkKey(); // it may have waited for lines before it
    return this.door.send(admitted);
  }

  /** @throws Problem `auth/unknown-key` for a key that was revoked or expired since the first line */
  private checkKey(): void {
    if (!this.edge.keys.alive(this.order.principal.id)) throw new Problem('auth/unknown-key');
  }

  private inLane(admitted: Admitted, place: number): Promise<Answer> {
    const { def, command, customers } = admitted;
    const first = this.underWay.size === 0;
    const send = (): Promise<Answer> => this.inTurn(admitted, place, first);
    const needed = neededStream(def, command); // a line before this one may be what it looks for
    const lanes = [streamOf(def.on, def.id(command)), ...needed, ...customers.map((name) => `customer-${name}`)];
    const before = lanes.map((lane) => this.lanes.get(lane)).filter((last) => last !== undefined);
    const mine = before.length === 0 ? send() : Promise.all(before).then(send);
    const settled = mine.then(
      () => undefined,
      () => undefined,
    );
    this.underWay.set(place, settled);
    for (const lane of lanes) this.lanes.set(lane, settled);
    void settled.then(() => {
      this.underWay.delete(place);
      for (const lane of lanes) if (this.lanes.get(lane) === settled) this.lanes.delete(lane);
    });
    return mine;
  }

  private read({ bytes }: Line): Read {
    let id: string | null = null;
    let def: AnyCommandDef | undefined;
    try {
      if (bytes === undefined) throw new Problem('bulk/line-too-long', { limit: LARGEST_BODY });
      const { value, nodes } = receiveJson(bytes);
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw new Problem('request/not-an-object');
      const { id: messageId, command, data = {}, ...rest } = value as Readonly<Record<string, unknown>>;
      if (typeof messageId === 'string' && isKey(messageId)) id = messageId;
      const errors = lineErrors(id, command, data, Object.keys(rest));
      if (errors.length > 0 || id === null) throw invalid(errors);
      def = this.edge.engine.registry.commands.get(command as string);
      if (!def) throw new Problem('bulk/unknown-command', { command });
      const { principal, backfill } = this.order;
      const arrival = { principal, messageId: id, ...(backfill && { backfill }) };
      const admitted = this.door.admit(def, { value: data, nodes }, arrival);
      return { id, def, admitted };
    } catch (error) {
      return { id, ...(def && { def }), error };
    }
  }

  private accepted({ id }: Read, { receipt, created, replayed }: Answer): string {
    return `${JSON.stringify({ id, status: created ? 201 : 200, receipt, replayed })}\n`;
  }

  private async refused({ id, def, admitted }: Read, { number }: Line, error: unknown): Promise<string> {
    const { principal, language, requestId } = this.order;
    const explained = explain(error, this.edge.engine.registry.refusals);
    const instance = `${instanceOf(requestId)}#line-${number}`;
    if (explained.unforeseen)
      this.edge.log.error({ request: instance, stack: String((error as Partial<Error>).stack) }, 'a line failed');
    const subjects = admitted ? await this.door.concerning(admitted) : [];
    if (def) this.door.record(principal, def, subjects, '', explained.code);
    const problem = problemDocument(explained, language, instance);
    return `${JSON.stringify({ id, status: explained.status, problem, replayed: false })}\n`;
  }
}

function lineErrors(id: string | null, command: unknown, data: unknown, unknown: readonly string[]): FieldError[] {
  const errors: FieldError[] = [];
  const wrong = (pointer: string, code: string, detail: Text): void => void errors.push({ pointer, code, detail });
  if (id === null)
    wrong('/id', 'wrong-form', { zh: '应为 1–255 个可见字符。', en: 'must be 1–255 visible characters.' });
  if (typeof command !== 'string')
    wrong('/command', 'wrong-type', {
      zh: '应为命令名，如 sales.PlaceOrder。',
      en: 'must name a command, such as sales.PlaceOrder.',
    });
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    wrong('/data', 'wrong-type', {
      zh: '应为包含命令字段的对象。',
      en: 'must be an object with the fields of the command.',
    });
  for (const name of unknown.slice(0, 5))
    wrong(`/${name.slice(0, 64)}`, 'unknown-field', {
      zh: '未知字段；可用：id、command、data。',
      en: 'is not known here; known fields: id, command, data.',
    });
  return errors;
}
