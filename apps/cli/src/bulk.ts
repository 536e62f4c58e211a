import type { Door } from './door';
import { Failure, type Problem, Refused } from './failure';

/** A command on its way through the bulk door. */
export interface Outgoing {
  /** Message id: a repeat has no second effect and gets the first answer. */
  readonly id: string;
  /** `<context>.<Command>` */
  readonly command: string;
  readonly data: object;
  /** What is done before it, and only together with it. */
  readonly first?: readonly { readonly command: string; readonly data: object }[];
}

interface BulkReceipt {
  readonly position: string;
  readonly events: readonly unknown[];
}

/** What the bulk door says of one line. */
export interface BulkAnswer {
  /** null: of a line that could not be read, or of none. */
  readonly id: string | null;
  readonly status: number;
  readonly replayed?: boolean;
  readonly receipt?: BulkReceipt;
  /** Of what was done before the command. */
  readonly first?: readonly BulkReceipt[];
  readonly problem?: Problem;
}

/** Answers that are about the door and not about the line: going on would only repeat them. */
const fatal = (status: number): boolean => status === 401 || status === 403 || status === 429 || status >= 500;

/**
 * Sends commands of a history as fast as they are taken, and tells of each answer, in order.
 * @param backfill false: what is due by them is told, for they are recorded when they happen
 * @throws Failure when the door cannot go on
 */
export async function send<C extends Outgoing>(
  door: Door,
  commands: AsyncIterable<C>,
  onAnswer: (command: C, answer: BulkAnswer) => void,
  { dryRun = false, backfill = true }: { readonly dryRun?: boolean; readonly backfill?: boolean } = {},
): Promise<void> {
  const waiting: (C | undefined)[] = [];
  let answered = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const command of commands) {
      waiting.push(command);
      const { id, command: name, data, first } = command;
      yield JSON.stringify({ id, command: name, data, first });
    }
  }
  for await (const line of door.bulk(lines(), { backfill, dryRun })) {
    const answer = JSON.parse(line) as BulkAnswer;
    const command = waiting[answered];
    if (answer.id === null) throw new Refused(answer.problem ?? { status: answer.status }); // of no line: it ends here
    if (command?.id !== answer.id)
      throw new Failure(
        { zh: '服务器的答复与命令的顺序不符：{id}', en: 'The server answered out of turn: {id}' },
        { id: answer.id },
      );
    if (fatal(answer.status)) throw new Refused(answer.problem ?? { status: answer.status });
    onAnswer(command, answer);
    waiting[answered] = undefined; // it holds all its rows
    answered += 1;
    // a queue that is emptied in pieces: shift() would cost with its length
    if (answered === 1000) {
      waiting.splice(0, answered);
      answered = 0;
    }
  }
  if (waiting.length > answered)
    throw new Failure(
      { zh: '服务器没有答复最后 {count} 条命令', en: 'Commands at the end that the server left unanswered: {count}' },
      { count: waiting.length - answered },
    );
}
