import { Agent as HttpAgent, type IncomingMessage, request as http, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as https } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Language } from '@dossier/kernel';
import { Failure, type Problem, Refused } from './failure';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
export interface Asking {
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON; undefined for an empty answer. */
  readonly body: unknown;
}

/** The HTTP door of a Dossier, under `/api/v1` by the conventions that everybody has. */
export interface Door {
  /** Whether this process opened the folder behind it for itself. */
  readonly isOwner: boolean;
  /** @throws Refused for every answer from 400 on */
  ask(method: Method, path: string, asking?: Asking): Promise<Reply>;
  /** Lines of an answer that is streamed, as NDJSON or CSV. @throws Refused */
  lines(method: Method, path: string, accept: string, asking?: Asking): AsyncGenerator<string>;
  /** Sends NDJSON lines and gives one answer a line, in order, both as fast as the slower side takes them. */
  bulk(lines: AsyncIterable<string>, options?: BulkOptions): AsyncGenerator<string>;
  close(): Promise<void>;
}

export interface BulkOptions {
  /** History brought in: nothing is notified, deadlines already past do not fire. */
  readonly backfill?: boolean;
  /** Answers what would be done, and does nothing. */
  readonly dryRun?: boolean;
}

export interface Address {
  /** Of the control socket of a data folder; its holder is the operator and needs no key. */
  readonly socketPath?: string;
  readonly url?: string;
  readonly key?: string;
  readonly language: Language;
}

export const NDJSON = 'application/x-ndjson';
export const CSV = 'text/csv';
/** Lines are sent in pieces of about so many characters. */
const PIECE = 64 * 1024;

export class HttpDoor implements Door {
  readonly isOwner = false;
  private readonly base: RequestOptions;
  private readonly prefix: string;
  private readonly secure: boolean;
  private readonly agent: HttpAgent;

  constructor(private readonly address: Address) {
    const url = new URL(address.url ?? 'http://localhost');
    this.secure = url.protocol === 'https:';
    // a connection for each question: one that is kept may be closed by the server, which is tired of it, as the next goes out
    this.agent = new (this.secure ? HttpsAgent : HttpAgent)({ keepAlive: false });
    this.prefix = `${url.pathname.replace(/\/+$/, '')}/api/v1`;
    this.base =
      address.socketPath === undefined
        ? { hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: url.port }
        : { socketPath: address.socketPath };
  }

  async ask(method: Method, path: string, { query, body, headers }: Asking = {}): Promise<Reply> {
    const sent = body === undefined ? [] : [JSON.stringify(body)];
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await this.send(method, path, query, { accept: 'application/json', ...type, ...headers }, sent);
    const text = await textOf(response);
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
  }

  async *lines(method: Method, path: string, accept: string, asking: Asking = {}): AsyncGenerator<string> {
    const response = await this.send(method, path, asking.query, { accept, ...asking.headers }, []);
    // a cell may hold an empty line
    yield* accept === CSV ? everyLine(response) : linesOf(response);
  }

  async *bulk(lines: AsyncIterable<string>, { backfill, dryRun }: BulkOptions = {}): AsyncGenerator<string> {
    const headers = { accept: NDJSON, 'content-type': NDJSON };
    const query = { ...(backfill === true && { backfill: 'true' }), ...(dryRun === true && { dryRun: 'true' }) };
    // the first line may take long, of a large file for one: a server hangs up on who connects and sends nothing
    const body = await begun(pieces(lines)).catch((error: unknown) => Promise.reject(lost(error)));
    yield* linesOf(await this.send('POST', '/bulk', query, headers, body));
  }

  close(): Promise<void> {
    this.agent.destroy();
    return Promise.resolve();
  }

  /** Resolves with the beginning of an answer below 400; the body may still be on its way out. */
  private send(
    method: Method,
    path: string,
    query: Asking['query'],
    headers: Readonly<Record<string, string>>,
    body: Iterable<string> | AsyncIterable<string>,
  ): Promise<IncomingMessage> {
    const { key, language } = this.address;
    const own = {
      'accept-language': language === 'zh' ? 'zh-CN' : 'en',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    };
    const source = Readable.from(body, { objectMode: true });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      const request = (this.secure ? https : http)({
        ...this.base,
        agent: this.agent,
        method,
        path: `${this.prefix}${path}${search(query)}`,
        headers: { ...own, ...headers },
      });
      let answer: IncomingMessage | undefined;
      request.on('response', (response) => {
        answer = response;
        if ((response.statusCode ?? 0) < 400) resolve(response);
        else
          problemOf(response).then(
            (problem) => reject(new Refused(problem)),
            (error: unknown) => reject(lost(error)),
          );
      });
      request.on('error', (error) => reject(lost(error)));
      pipeline(source, request).catch((error: unknown) => {
        // whoever reads the answer must hear that the rest of the question was never sent
        if (answer === undefined) reject(lost(error));
        else if (!answer.readableEnded) answer.destroy(error instanceof Error ? error : new Error(String(error)));
      });
    });
    return answered.catch((error: unknown) => {
      source.destroy(); // without it the file behind it stays open, and is read on for nobody
      throw error;
    });
  }
}

function search(query: Asking['query'] = {}): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

/** What was to be sent could not be made: the connection has no part in it. */
class NotMade extends Error {
  override readonly name = 'NotMade';
  constructor(readonly why: Error) {
    super(why.message);
  }
}

function lost(error: unknown): Error {
  if (error instanceof NotMade) return error.why;
  const { code } = error as { readonly code?: unknown };
  if (code === 'ECONNREFUSED')
    return new Failure({
      zh: '连不上服务器：该地址没有程序在监听；请核对地址，或先启动服务',
      en: 'The server cannot be reached: nothing listens at that address. Check it, or start the server first',
    });
  const reason = error instanceof Error && error.message !== '' ? error.message : String(error);
  return new Failure(
    { zh: '与服务器的连接中断：{reason}', en: 'The connection to the server was lost: {reason}' },
    { reason },
  );
}

async function textOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

async function problemOf(response: IncomingMessage): Promise<Problem> {
  const status = response.statusCode ?? 0;
  const text = await textOf(response);
  try {
    return { ...(JSON.parse(text) as Omit<Problem, 'status'>), status };
  } catch {
    return { status, detail: `HTTP ${status} ${text.slice(0, 200)}` };
  }
}

/**
 * Lines joined into pieces, so that a short line costs no system call of its own; what there is goes out while the next
 * line is waited for: whoever makes it may wait for an answer to those before.
 */
async function* pieces(lines: AsyncIterable<string>): AsyncGenerator<string> {
  const source = lines[Symbol.asyncIterator]();
  let piece = '';
  try {
    for (;;) {
      const next = source.next();
      if (piece !== '' && (await Promise.race([next, aTurn()])) === WAITING) {
        yield piece;
        piece = '';
      }
      const line = await next;
      if (line.done === true) break;
      piece += line.value + '\n';
      if (piece.length >= PIECE) {
        yield piece;
        piece = '';
      }
    }
  } catch (error) {
    throw new NotMade(error instanceof Error ? error : new Error(String(error)));
  } finally {
    await source.return?.();
  }
  if (piece !== '') yield piece;
}

/** Resolves when the first is there. */
async function begun<T>(all: AsyncGenerator<T>): Promise<AsyncIterable<T>> {
  let first: Promise<IteratorResult<T>> | undefined = Promise.resolve(await all.next());
  const next = (): Promise<IteratorResult<T>> => {
    const given = first ?? all.next();
    first = undefined;
    return given;
  };
  return { [Symbol.asyncIterator]: () => ({ next, return: () => all.return(undefined) }) };
}

const WAITING = Symbol('waiting');
/** Resolves when all that could go on at once has gone on. */
const aTurn = (): Promise<typeof WAITING> => new Promise((resolve) => setImmediate(resolve, WAITING));

async function* linesOf(response: IncomingMessage): AsyncGenerator<string> {
  for await (const line of everyLine(response)) if (line !== '') yield line;
}

async function* everyLine(response: IncomingMessage): AsyncGenerator<string> {
  response.setEncoding('utf8');
  let rest = '';
  try {
    for await (const chunk of response) {
      const lines = (rest + (chunk as string)).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    throw lost(error);
  }
  if (rest !== '') yield rest;
}
