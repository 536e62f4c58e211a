import { escaped, type FieldError } from '@dossier/rules';
import { jsonFault } from './json-fault';
import { invalid, Problem } from './problem';
import { received, textFault } from './text-at-the-door';

const DEEPEST = 32;
/** Names that could reach an object's prototype. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** JSON as received. */
export interface Received {
  readonly value: unknown;
  /** How many values it has in all. */
  readonly nodes: number;
}

const strict = new TextDecoder('utf-8', { fatal: true });

/**
 * @param line that of the first byte, where it stands among others
 * @throws Problem for what is not UTF-8, not JSON, or JSON that cannot be kept as it is
 */
export function receiveJson(bytes: Uint8Array, line = 1): Received {
  let text: string;
  try {
    text = strict.decode(bytes);
  } catch {
    throw new Problem('request/not-utf8');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const fault = jsonFault(text); // Node's message would quote the content
    throw new Problem('request/not-json', { line: line - 1 + fault.line, column: fault.column });
  }
  const { names, ...sane } = saneJson(value);
  const twice = mostNames(text) > names ? firstTwice(text) : undefined;
  if (twice) throw fault(twice, 'twice-named', '该字段出现两次。', 'stands there twice.');
  return sane;
}

/**
 * Refuses JSON that stores do not keep unchanged: nesting deeper than 32, names that reach prototypes, -0, numbers
 * beyond 1.8e308, halves of surrogate pairs, NUL. Texts become NFC, in place.
 * @throws Problem that names the first fault
 */
function saneJson(json: unknown): Received & { readonly names: number } {
  let [nodes, names] = [0, 0];
  /** Returns the value to store. */
  const visit = (current: unknown, path: Path | undefined, depth: number): unknown => {
    nodes++;
    if (depth > DEEPEST) throw fault(path, 'too-deep', `嵌套超过 ${DEEPEST} 层。`, `is nested deeper than ${DEEPEST}.`);
    if (typeof current === 'string') return text(current, path);
    if (typeof current === 'number') number(current, path);
    else if (Array.isArray(current))
      for (const [i, item] of (current as unknown[]).entries())
        current[i] = visit(item, { above: path, token: i }, depth + 1);
    else if (typeof current === 'object' && current !== null) {
      const fields = current as Record<string, unknown>;
      for (const key of Object.keys(fields)) {
        names++;
        const below = { above: path, token: key };
        if (FORBIDDEN.has(key))
          throw fault(below, 'forbidden-name', '不允许的字段名。', 'is a name that is not allowed.');
        text(key, below);
        fields[key] = visit(fields[key], below, depth + 1);
      }
    }
    return current;
  };
  const value = visit(json, undefined, 0);
  return { value, nodes, names };
}

/**
 * The most names that JSON can have: colons behind what may end one. There are more than fields where one stands twice in an object:
 * of them `JSON.parse` keeps the last, and what the others say would be lost in silence.
 */
function mostNames(json: string): number {
  let names = 0;
  for (let at = json.indexOf(':'); at >= 0; at = json.indexOf(':', at + 1)) {
    const before = json.charCodeAt(at - 1);
    if (before === QUOTE || before <= BLANK) names++;
  }
  return names;
}
const [QUOTE, BLANK] = [0x22, 0x20];

const MARKS = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;
/** Where a name stands first that the same object has already. */
function firstTwice(json: string): Path | undefined {
  const open: { readonly names: Set<string> | null; token: string | number }[] = [];
  let before = '';
  for (const [mark] of json.matchAll(MARKS)) {
    const top = open.at(-1);
    if (mark === '{' || mark === '[') open.push({ names: mark === '{' ? new Set() : null, token: 0 });
    else if (mark === '}' || mark === ']') open.pop();
    else if (mark === ',' && top?.names === null) top.token = Number(top.token) + 1;
    else if (mark.startsWith('"') && top?.names && before !== ':') {
      top.token = JSON.parse(mark) as string;
      if (top.names.has(top.token))
        return open.reduce<Path | undefined>((above, { token }) => ({ above, token }), undefined);
      top.names.add(top.token);
    }
    before = mark;
  }
  return undefined;
}

interface Path {
  readonly above: Path | undefined;
  readonly token: string | number;
}

function number(value: number, path: Path | undefined): void {
  if (!Number.isFinite(value)) throw fault(path, 'too-large', '数字过大。', 'is too large a number.');
  if (Object.is(value, -0)) throw fault(path, 'negative-zero', '不接受 -0，请写 0。', 'is -0; write 0.');
}

function text(value: string, path: Path | undefined): string {
  const wrong = textFault(value);
  if (wrong) throw fault(path, wrong.code, wrong.zh, wrong.en);
  return received(value);
}

function fault(path: Path | undefined, code: string, zh: string, en: string): Problem {
  const tokens: string[] = [];
  for (let at = path; at; at = at.above) tokens.unshift(escaped(String(at.token).toWellFormed().slice(0, 64)));
  const error: FieldError = { pointer: tokens.map((token) => `/${token}`).join(''), code, detail: { zh, en } };
  return invalid([error]);
}
