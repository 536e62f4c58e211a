/**
 * JSON in the form of RFC 8785: keys in code-unit order, no white space, numbers as ECMAScript writes them. Equal
 * values give equal text. `undefined` members are left out, as JSON.stringify does.
 * @throws TypeError for what RFC 8785 cannot carry: numbers that are not finite, lone surrogates, functions.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new TypeError('a lone surrogate cannot be written as JSON');
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} cannot be written as JSON`);
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? array(value) : record(value as Record<string, unknown>);
    default:
      throw new TypeError(`${typeof value} cannot be written as JSON`);
  }
}

function array(values: readonly unknown[]): string {
  let text = '[';
  for (let i = 0; i < values.length; i++) text += (i === 0 ? '' : ',') + canonicalJson(values[i]);
  return text + ']';
}

function record(values: Readonly<Record<string, unknown>>): string {
  let text = '{';
  for (const key of Object.keys(values).sort()) {
    const value = values[key];
    if (value === undefined) continue;
    text += (text === '{' ? '' : ',') + canonicalJson(key) + ':' + canonicalJson(value);
  }
  return text + '}';
}
