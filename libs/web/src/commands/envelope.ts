import type { IncomingHttpHeaders } from 'node:http';
import type { Principal, Sent } from '@dossier/engine';
import { holdsPersonal, LABEL, LABEL_WORDS, NOT_BLANK, NOT_BLANK_WORDS } from '@dossier/fields';
import { enumerated, type Label, type Text } from '@dossier/kernel';
import { Problem } from '../edge/problem';
import type { Schema } from '@dossier/rules';

const NAME: Schema = {
  type: 'string',
  minLength: 1,
  maxLength: 64,
  pattern: LABEL.source,
  'x-words': LABEL_WORDS,
  'x-impersonal': 'words', // never sealed
  allOf: [{ type: 'string', pattern: NOT_BLANK.source, 'x-words': NOT_BLANK_WORDS }],
};
const told = (title: Text, help: Text): Label => ({ title, help });
/** What every command's body may have beside the command's own fields. */
export const ENVELOPE: Readonly<Record<string, Schema>> = {
  occurredAt: {
    type: 'string',
    format: 'date-time',
    'x-instant': true,
    'x-title': told(
      { zh: '发生时间', en: 'When it happened' },
      { zh: '省略则为收到命令之时。', en: 'Left out: when the command is received.' },
    ),
  },
  department: {
    ...NAME,
    'x-department': true,
    'x-title': told(
      { zh: '部门', en: 'Department' },
      {
        zh: '以哪个部门的名义登记。通用部门的代码与中英文名称是同一部门（财务、Finance、finance）。',
        en: 'For which department the sender speaks. One that every company has may be named by its code or by its name in either language: Finance, 财务 and finance are one.',
      },
    ),
  },
  businessLine: {
    ...NAME,
    'x-title': told(
      { zh: '业务线', en: 'Business line' },
      { zh: '此事所属的业务线。', en: 'To which line of business it belongs.' },
    ),
  },
};
type Spoken = Pick<Sent, 'occurredAt' | 'department' | 'businessLine'>;

/**
 * Takes what belongs to the envelope out of a checked body.
 * @throws Problem `auth/foreign-department` for a department that the sender may not speak for
 */
export function takeEnvelope(body: Record<string, unknown>, { departments }: Principal): Spoken {
  const spoken: Record<string, string> = {};
  for (const name of Object.keys(ENVELOPE)) {
    const value = body[name];
    if (typeof value === 'string') spoken[name] = value;
    Reflect.deleteProperty(body, name);
  }
  const { department } = spoken;
  if (department !== undefined && departments.length > 0 && !departments.includes(department))
    throw new Problem('auth/foreign-department', { department, departments: enumerated(departments) });
  return spoken;
}

/** Reads the headers; refuses unclear ones instead of guessing. */
export function sentByHeaders(
  headers: IncomingHttpHeaders,
): Pick<Sent, 'key' | 'ifMatch' | 'traceparent' | 'correlationId'> {
  const key = idempotencyKey(single(headers, 'idempotency-key'));
  const ifMatch = revision(single(headers, 'if-match'));
  const correlationId = single(headers, 'x-correlation-id');
  if (correlationId !== undefined && !/^[\x21-\x7e]{1,128}$/.test(correlationId))
    throw badHeader('X-Correlation-Id', visible(128));
  if (correlationId !== undefined && holdsPersonal(correlationId)) throw badHeader('X-Correlation-Id', IMPERSONAL);
  const traceparent = traceOf(single(headers, 'traceparent'));
  return {
    ...(key !== undefined && { key }),
    ...(ifMatch !== undefined && { ifMatch }),
    ...(correlationId !== undefined && { correlationId }),
    ...(traceparent !== undefined && { traceparent }),
  };
}

const single = (headers: IncomingHttpHeaders, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
};
const badHeader = (header: string, expected: Text): Problem => new Problem('request/bad-header', { header, expected });
const visible = (most: number): Text => ({ zh: `1–${most} 个可见字符`, en: `1–${most} visible characters` });
const IMPERSONAL: Text = {
  zh: '不含个人数据的编号，不得含电话号码或电子邮箱',
  en: 'an id without personal data: no phone number, no e-mail',
};
const REVISION: Text = { zh: '带引号的版本号，如 "3"', en: 'a revision in quotes, such as "3"' };

export const isKey = (text: string): boolean => /^[\x21-\x7e]{1,255}$/.test(text);

/** A quoted string, as in the draft; also accepted without quotes. `"a"` and `a` are the same key. */
function idempotencyKey(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(given.trim())?.[1];
  const key = quoted === undefined ? given.trim() : quoted.replaceAll(/\\(["\\])/g, '$1');
  if (!isKey(key) || (quoted === undefined && key.startsWith('"'))) throw badHeader('Idempotency-Key', visible(255));
  return key;
}

/** A revision as a receipt's ETag gave it. */
function revision(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const digits = /^"(\d{1,15})"$/.exec(given.trim())?.[1];
  if (digits === undefined) throw badHeader('If-Match', REVISION);
  return Number(digits);
}

/** W3C Trace Context; a malformed one is ignored, as it demands. */
const traceOf = (given: string | undefined): string | undefined =>
  given !== undefined && /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/.test(given) ? given : undefined;
