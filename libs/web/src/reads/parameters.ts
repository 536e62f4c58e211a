import { hash } from 'node:crypto';
import { canonicalJson, enumerated, type Instant, type Language, languageOf, type Text } from '@dossier/kernel';
import { openSigned, sign } from '@dossier/security';
import { invalid, Problem } from '../edge/problem';
import type { FieldError } from '@dossier/rules';
import { received, textFault } from '../edge/text-at-the-door';
import type { Parameter } from '../edge/served';
import { type DayMeans, toMoment } from '../instants';

/** Most characters of a parameter. */
export const LONGEST = 2_000;

/** A fault of one query parameter. */
export const parameterFault = (name: string, code: string, zh: string, en: string): Problem =>
  invalid([{ pointer: `?${name.slice(0, 100)}`, code, detail: { zh, en } } satisfies FieldError]);

/** Of a bound that ends before the other begins. */
export const crossed = (upper: string, lower: string): Problem =>
  parameterFault(
    upper,
    'ends-before',
    `早于（小于）${lower}，其间不可能有任何内容。`,
    `ends before ${lower} begins: nothing can lie between them.`,
  );

/** The query string of a request, read strictly: unknown parameters are refused, not ignored. */
export class Parameters {
  private constructor(private readonly given: ReadonlyMap<string, readonly string[]>) {}

  /** @throws Problem `request/bad-url` for what is not percent-encoded UTF-8, and for NUL */
  static of(url: string): Parameters {
    const given = new Map<string, string[]>();
    const mark = url.indexOf('?');
    for (const part of mark < 0 ? [] : url.slice(mark + 1).split('&')) {
      if (part === '') continue;
      const [name = '', ...value] = part.split('=');
      const key = sane(decoded(name), decoded(name));
      given.set(key, [...(given.get(key) ?? []), sane(decoded(value.join('=')), key)]);
    }
    return new Parameters(given);
  }

  get names(): readonly string[] {
    return [...this.given.keys()];
  }
  all(name: string): readonly string[] {
    return this.given.get(name) ?? [];
  }

  /** @throws Problem for one that is given twice or is too long */
  one(name: string, longest = LONGEST): string | undefined {
    const [value, second] = this.all(name);
    if (second !== undefined) throw parameterFault(name, 'twice', '只能给出一次。', 'may be given once.');
    if (value !== undefined && value.length > longest)
      throw parameterFault(name, 'too-long', `不得超过 ${longest} 个字符。`, `is longer than ${longest} characters.`);
    return value;
  }

  /**
   * What stands between the commas of a parameter that may be given several times; undefined: it is not given.
   * @throws Problem where nothing stands there: left out it would not narrow what is asked for
   */
  list(name: string): readonly string[] | undefined {
    const texts = this.all(name);
    const values = texts.flatMap((text) => text.split(',')).filter(Boolean);
    if (texts.length === 0 || values.length > 0) return texts.length === 0 ? undefined : values;
    throw parameterFault(name, 'empty', '至少应有一个值。', 'must have at least one value.');
  }

  /** A whole number within limits. */
  whole(name: string, least: number, most: number): number | undefined {
    const text = this.one(name);
    if (text === undefined) return undefined;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    throw parameterFault(
      name,
      'out-of-range',
      `应为 ${least} 至 ${most} 的整数。`,
      `must be a whole number, ${least} to ${most}.`,
    );
  }

  flag(name: string): boolean | undefined {
    const text = this.one(name);
    if (text === undefined) return undefined;
    if (text === 'true' || text === 'false') return text === 'true';
    throw parameterFault(name, 'wrong-type', '应为 true 或 false。', 'must be true or false.');
  }

  /** What `lang` asks for; undefined: nothing. */
  language(): Language | undefined {
    const text = this.one('lang');
    if (text === undefined) return undefined;
    const language = languageOf(text);
    if (language) return language;
    throw parameterFault('lang', 'wrong-value', '应为 zh 或 en。', 'must be zh or en.');
  }

  /** The instant of a parameter like `asOf`, which may be written `as-of`. */
  moment({ name, day }: MomentParameter, zone: string): Instant | undefined {
    const kebab = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const [camel, written] = [this.one(name), this.one(kebab)];
    if (kebab !== name && camel !== undefined && written !== undefined)
      throw parameterFault(
        kebab,
        'twice',
        `与 ${name} 是同一参数，只能给出一个。`,
        `means the same as ${name}; give one.`,
      );
    const text = camel ?? written;
    return text === undefined ? undefined : momentOf(name, text, zone, day);
  }

  /** @throws Problem that names the known ones */
  refuseUnknown(known: readonly string[]): void {
    const unknown = this.names.find((name) => !known.includes(name));
    if (unknown === undefined) return;
    if (known.length === 0)
      throw parameterFault(
        unknown,
        'unknown-parameter',
        '未知参数；此处没有参数可用。',
        'is not known here; there are none.',
      );
    const list = enumerated(known);
    throw parameterFault(
      unknown,
      'unknown-parameter',
      `未知参数；可用：${list.zh}。`,
      `is not known here; known: ${list.en}.`,
    );
  }
}

/** A parameter that takes an instant or a day, and what a day means. Also used for the documentation. */
export interface MomentParameter extends Parameter {
  readonly day: DayMeans;
}
export const moment = (name: string, day: DayMeans, description: Text): MomentParameter => ({
  name,
  in: 'query',
  description: {
    zh: `${description.zh}日期指公司时区${DAY[day].zh}。`,
    en: `${description.en} A day means ${DAY[day].en} in the company’s zone.`,
  },
  schema: { type: 'string', examples: ['2026-01-31', '2026-01-31T16:00:00+08:00'] },
  day,
});
const DAY: Readonly<Record<DayMeans | 'within', Text>> = {
  start: { zh: '当日开始时', en: 'its start' },
  end: { zh: '当日结束时', en: 'its end' },
  within: { zh: '当日之内', en: 'the whole of it' },
};

/**
 * The one place where days and instants of a URL are read.
 * @param said what a day means, for the error text
 * @throws Problem that says what is allowed
 */
export function momentOf(
  name: string,
  text: string,
  zone: string,
  day: DayMeans,
  said: keyof typeof DAY = day,
): Instant {
  const at = toMoment(text, zone, day);
  if (at !== undefined) return at;
  throw parameterFault(
    name,
    'not-a-time',
    `应为 1900 至 9999 年的日期（公司时区${DAY[said].zh}）或带时区的时间，如 2026-01-31 或 2026-01-31T16:00:00+08:00。`,
    `must be a day from 1900 to 9999 (${DAY[said].en} in the company’s zone) or a time with offset, such as 2026-01-31 or 2026-01-31T16:00:00+08:00.`,
  );
}

function decoded(text: string): string {
  try {
    const value = decodeURIComponent(text.replaceAll('+', ' '));
    if (value.isWellFormed()) return value;
  } catch {
    // thrown below
  }
  throw new Problem('request/bad-url');
}

function sane(text: string, name: string): string {
  const wrong = textFault(text);
  if (wrong) throw parameterFault(name.replaceAll('\0', ''), wrong.code, wrong.zh, wrong.en);
  return received(text);
}

/** The number in a cursor such as `before-7`. */
export function numbered(what: 'before' | 'from', cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const [, name, number] = /^([a-z]+)-(\d{1,15})$/.exec(cursor) ?? [];
  if (name !== what) throw new Problem('reads/bad-cursor');
  return Number(number);
}

/** A cursor that goes on with one question alone. @param question its fingerprint */
export const cursorOf = (secret: Buffer, question: string, place: string): string =>
  sign(secret, JSON.stringify([question, place]));
/** The place in such a cursor. */
export function placeIn(secret: Buffer, question: string, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const [asked, place] = JSON.parse(openSigned(secret, cursor) ?? '[]') as readonly string[];
  if (asked !== question) throw new Problem('reads/bad-cursor');
  return place;
}
/** Of what is asked for: a day means other instants once the zone was changed. */
export const fingerprintOf = (asked: object): string => hash('sha256', canonicalJson(asked), 'hex').slice(0, 16);
