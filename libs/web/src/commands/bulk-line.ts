import type { Principal, Registry } from '@dossier/engine';
import { enumerated, type AnyCommandDef, type Text } from '@dossier/kernel';
import { invalid, LARGEST_BODY, Problem } from '../edge/problem';
import type { FieldError } from '@dossier/rules';
import { type Received, receiveJson } from '../edge/sane-json';
import type { Admitted, Arrival, CommandDoor } from './command-door';
import { isKey } from './envelope';
import type { Line } from './lines';

/** Most commands before the main one of a line. */
const MOST_FIRST = 10;

/** A line, as far as it is readable. */
export interface BulkLine {
  readonly id: string | null;
  readonly def?: AnyCommandDef;
  readonly admitted?: Admitted;
  /** Commands done before the main one, and only together with it. */
  readonly first: readonly Admitted[];
  readonly error?: unknown;
}
/** The streams that a command writes. */
export type Written = (admitted: Admitted) => readonly string[];
interface Sender {
  readonly principal: Principal;
  readonly backfill: boolean;
}
interface First {
  readonly command: string;
  readonly data: object;
}

/** Reads a line and makes its commands; faults are stored in `error`. */
export function readLine(
  { bytes, number }: Line,
  door: CommandDoor,
  registry: Pick<Registry, 'commands'>,
  { principal, backfill }: Sender,
): BulkLine {
  let id: string | null = null;
  let def: AnyCommandDef | undefined;
  const admit = (of: AnyCommandDef, received: Received, more: Partial<Arrival> = {}): Admitted =>
    door.admit(of, received, { principal, ...(backfill && { backfill }), ...more });
  try {
    if (bytes === undefined) throw new Problem('bulk/line-too-long', { limit: LARGEST_BODY });
    const { value, nodes } = receiveJson(bytes, number);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Problem('request/not-an-object');
    const { id: messageId, command, data = {}, first = [], ...rest } = value as Readonly<Record<string, unknown>>;
    if (typeof messageId === 'string' && isKey(messageId)) id = messageId;
    const errors = lineErrors(id, command, data, first, Object.keys(rest));
    if (errors.length > 0 || id === null) throw invalid(errors);
    def = named(registry, command as string);
    const before = (first as readonly First[]).map((each, index) =>
      pointingAt(`/first/${index}/data`, () => admit(named(registry, each.command), { value: each.data, nodes })),
    );
    mustGoFirst(before, registry);
    const together = { messageId: id, ...(before.length > 0 && { beside: first }) };
    return { id, def, admitted: admit(def, { value: data, nodes }, together), first: before };
  } catch (error) {
    return { id, ...(def && { def }), first: [], error };
  }
}

function named({ commands }: Pick<Registry, 'commands'>, command: string): AnyCommandDef {
  const def = commands.get(command);
  if (!def) {
    const known = enumerated([...commands.keys()].sort());
    throw new Problem('bulk/unknown-command', { command: command.slice(0, 64), known });
  }
  return def;
}

/** Puts the path of the earlier command before its faults, to distinguish them from the main command's. */
function pointingAt<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Problem) || error.errors.length === 0) throw error;
    throw invalid(error.errors.map((each) => ({ ...each, pointer: where + each.pointer })));
  }
}

/** Names of the commands that may go before another. */
export const goingFirst = ({ commands }: Pick<Registry, 'commands'>): readonly string[] =>
  [...commands.values()].flatMap(({ name, goesFirst }) => (goesFirst ? name : [])).sort();

/** @throws Problem `request/invalid` for a command that could change later decisions */
function mustGoFirst(first: readonly Admitted[], registry: Pick<Registry, 'commands'>): void {
  if (first.every(({ def }) => def.goesFirst)) return;
  const known = enumerated(goingFirst(registry));
  const errors = first.flatMap(({ def }, index) =>
    def.goesFirst
      ? []
      : {
          pointer: `/first/${index}/command`,
          code: 'not-first',
          detail: { zh: `不能先于其他命令；可用：${known.zh}。`, en: `may not go first; those that may: ${known.en}.` },
        },
  );
  throw invalid(errors);
}

/**
 * All commands of a line are checked before any is done, so none may write a stream that another is checked with: that
 * one could be refused when half of the line is done.
 * @throws Problem `request/invalid` where two commands of a line write one stream
 */
export function mustBeApart(main: Admitted, first: readonly Admitted[], written: Written): void {
  const taken = new Set(first.length === 0 ? [] : written(main));
  const errors: FieldError[] = [];
  for (const [index, each] of first.entries()) {
    const streams = written(each);
    if (streams.some((stream) => taken.has(stream)))
      errors.push({
        pointer: `/first/${index}`,
        code: 'not-apart',
        detail: {
          zh: '与该行的另一命令写入同一对象；请合并，或另起一行发送。',
          en: 'writes what another command of the line writes: make one of them, or send it as a line of its own.',
        },
      });
    for (const stream of streams) taken.add(stream);
  }
  if (errors.length > 0) throw invalid(errors);
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
function isFirst(value: unknown): value is First {
  if (!isObject(value)) return false;
  const { command, data, ...rest } = value as Readonly<Record<string, unknown>>;
  return typeof command === 'string' && isObject(data) && Object.keys(rest).length === 0;
}

function lineErrors(
  id: string | null,
  command: unknown,
  data: unknown,
  first: unknown,
  unknown: readonly string[],
): FieldError[] {
  const errors: FieldError[] = [];
  const wrong = (pointer: string, code: string, detail: Text): void => void errors.push({ pointer, code, detail });
  if (id === null)
    wrong('/id', 'wrong-form', { zh: '应为 1–255 个可见字符。', en: 'must be 1–255 visible characters.' });
  if (typeof command !== 'string')
    wrong('/command', 'wrong-type', {
      zh: '应为命令名，如 sales.PlaceOrder。',
      en: 'must name a command, such as sales.PlaceOrder.',
    });
  if (!isObject(data))
    wrong('/data', 'wrong-type', {
      zh: '应为包含命令字段的对象。',
      en: 'must be an object with the fields of the command.',
    });
  if (!Array.isArray(first) || first.length > MOST_FIRST || !first.every(isFirst))
    wrong('/first', 'wrong-type', {
      zh: `应为至多 ${MOST_FIRST} 个 {"command","data"} 的列表。`,
      en: `must be a list of at most ${MOST_FIRST} times {"command","data"}.`,
    });
  for (const name of unknown.slice(0, 5))
    wrong(`/${name.slice(0, 64)}`, 'unknown-field', {
      zh: '未知字段；可用：id、command、data、first。',
      en: 'is not known here; known fields: id, command, data, first.',
    });
  return errors;
}
