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
  return saneJson(value);
}

/**
 * Refuses JSON that stores do not keep unchanged: nesting deeper than 32, names that reach prototypes, -0, numbers
 * beyond 1.8e308, halves of surrogate pairs, NUL. Texts become NFC, in place.
 * @throws Problem that names the first fault
 */
function saneJson(json: unknown): Received {
  let nodes = 0;
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
  return { value, nodes };
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
