import {
  fill,
  inLanguage,
  isText,
  type Language,
  localTimes,
  Refusal,
  statusOf,
  type Text,
  unseenShown,
} from '@dossier/kernel';
import { BadCursor } from '@dossier/read-model';
import { escaped, type FieldError } from '@dossier/rules';
import { PROBLEMS, type ProblemCode, type ProblemKind, TITLES } from './problems';

/** Values for the holes of a sentence; of a {@link Text} the reader's language is used. */
type Details = Readonly<Record<string, unknown>>;

/** A refusal of the web layer. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly code: ProblemCode,
    readonly details: Details = {},
    readonly errors: readonly FieldError[] = [],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(code);
  }
}

export const invalid = (errors: readonly FieldError[]): Problem =>
  new Problem('request/invalid', { count: errors.length }, errors);

/** RFC 9457. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly detail: string }[];
}

/** An error as callers see it. */
export interface Explained {
  readonly code: string;
  readonly status: number;
  readonly text: Text;
  readonly details: Details;
  readonly errors: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;
  /** Unexpected: callers see no details, the log has all. */
  readonly unforeseen: boolean;
}

/** Seconds after which trying again may help. */
const RETRY_AFTER: Readonly<Record<number, string>> = { 429: '1', 503: '5' };

/** @param zone in which a refusal tells its times; left out: they stay as they are */
export function explain(error: unknown, zone?: string): Explained {
  if (error instanceof Problem) return explained(error.code, PROBLEMS[error.code], error);
  if (error instanceof Refusal) {
    const { code, kind, path } = error;
    const { zh, en } = kind;
    const details = zone === undefined ? error.details : localTimes(error.details, zone);
    const pointer = path.map((name) => `/${escaped(name)}`).join('');
    const errors = pointer === '' ? [] : [{ pointer, code, detail: filled(kind, details) }];
    return explained(code, { status: statusOf(kind), zh, en }, { details, errors });
  }
  if (error instanceof BadCursor) return explain(new Problem('reads/bad-cursor'));
  const part = ofAPart(error);
  if (part) {
    const known = explain(part.problem);
    return { ...known, text: part.words ?? known.text }; // its own text says where
  }
  const foreign = ofTheServer(error);
  if (foreign) return explain(foreign);
  return { ...explain(new Problem('server/internal')), unforeseen: true };
}

const filled = ({ zh, en }: Text, details: Details): Text => ({
  zh: fill(zh, inLanguage(details, 'zh')),
  en: fill(en, inLanguage(details, 'en')),
});

function explained(
  code: string,
  { status, zh, en }: ProblemKind,
  { details = {}, errors = [], headers = {} }: Partial<Pick<Explained, 'details' | 'errors' | 'headers'>>,
): Explained {
  const retry = RETRY_AFTER[status];
  const all = retry === undefined ? headers : { 'retry-after': retry, ...headers };
  return { code, status, text: { zh, en }, details, errors, headers: all, unforeseen: false };
}

/**
 * Errors of parts that cannot go on, by name: an error of another thread is no instance of its class. Failures of folds
 * and policies have them as their cause.
 */
function ofAPart(error: unknown): { readonly problem: Problem; readonly words: Text | undefined } | undefined {
  const { name, words, cause } = (typeof error === 'object' && error !== null ? error : {}) as {
    readonly name?: unknown;
    readonly words?: unknown;
    readonly cause?: unknown;
  };
  const code = typeof name === 'string' && Object.hasOwn(BY_PART, name) ? BY_PART[name] : undefined;
  // what a server said is for the operator: it may name addresses
  const isTold = isText(words) && code?.endsWith('/unreachable') !== true;
  if (code !== undefined) return { problem: new Problem(code), words: isTold ? words : undefined };
  return name === 'FoldFailed' || name === 'Unreadable' ? ofAPart(cause) : undefined;
}

const BY_PART: Readonly<Record<string, ProblemCode>> = {
  VaultStopped: 'vault/stopped',
  VaultUnreachable: 'vault/unreachable',
  KeyMissing: 'vault/key-missing',
  KeyDamaged: 'vault/key-damaged',
  MasterKeyUnknown: 'vault/key-damaged',
  SealBroken: 'log/event-unreadable',
  EventDamaged: 'log/event-unreadable',
  UnknownEvent: 'log/event-unreadable',
  NewerVersion: 'log/event-unreadable',
  LogDamaged: 'log/damaged',
  LogCut: 'log/damaged',
  LogUnreachable: 'log/unreachable',
  ReadModelsDamaged: 'views/damaged',
  ReadModelsStopped: 'views/stopped',
  ReadModelsUnreachable: 'views/unreachable',
  JournalUnreachable: 'views/unreachable', // it lies beside them
  JournalBehind: 'views/damaged',
  ReadModelHalted: 'views/halted',
  Stopping: 'server/draining',
};

/** An error of Fastify, or Nest's wrapper with it as cause. */
interface OfTheServer {
  readonly code?: string;
  readonly statusCode?: number;
  readonly status?: number;
  readonly cause?: OfTheServer;
}

/** Errors that Node, Fastify and Nest find before a route runs. */
function ofTheServer(error: unknown): Problem | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, statusCode, status, cause } = error as OfTheServer;
  const known = BY_CODE[code ?? cause?.code ?? ''];
  if (known !== undefined) return new Problem(known, EXPECTED);
  const answered = statusCode ?? status ?? 500;
  return answered < 500 ? new Problem(BY_STATUS[answered] ?? 'request/malformed', EXPECTED) : undefined;
}

const BY_CODE: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_BAD_URL: 'request/bad-url',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request/unsupported-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'request/too-large',
  ECONNRESET: 'request/timeout', // the client left, or was too slow, before its body was complete
};
const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  404: 'request/unknown-route',
  408: 'request/timeout',
  413: 'request/too-large',
  414: 'request/url-too-long',
  415: 'request/unsupported-type',
  431: 'request/headers-too-large',
};

/** Most bytes of a command. */
export const LARGEST_BODY = 1024 * 1024;
const EXPECTED: Details = { limit: LARGEST_BODY, expected: 'application/json' };

/** What nobody sees comes from what was sent: told as it is, it would turn the sentence or hide a part of it. */
function seen(words: string, language: Language): string {
  const shown = unseenShown(words);
  return shown === words ? words : `${shown}${SIGNS[language]}`;
}
const SIGNS: Text = {
  zh: '（U+… 处是不可见字符、控制字符或改变书写方向的字符。）',
  en: ' (At U+… stands a character that is invisible, a control, or turns the direction of writing.)',
};

export function problemDocument(
  { code, status, text, details, errors }: Explained,
  language: Language,
  instance: string,
): ProblemDocument {
  return {
    type: `urn:dossier:problem:${code}`,
    title: TITLES[status]?.[language] ?? String(status),
    status,
    detail: seen(filled(text, details)[language], language),
    instance,
    code,
    ...(errors.length > 0 && {
      errors: errors.map(({ pointer, code: kind, detail }) => ({
        pointer,
        code: kind,
        detail: seen(detail[language], language),
      })),
    }),
  };
}
