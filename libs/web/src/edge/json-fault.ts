const SPACE = /[ \t\n\r]*/y;
const TEXT = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const WORD = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** A place in a text, counted from one; a column is a code point. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Where a text that is not JSON stops being JSON: at the first value or mark that cannot stand there, or at its end.
 * Node names the place in some messages only, and quotes the content in them.
 */
export function jsonFault(text: string): Place {
  const before = text.slice(0, faultIn(text)).split('\n');
  return { line: before.length, column: Array.from(before.at(-1) ?? '').length + 1 };
}

type Expected = 'value' | 'item or end' | 'name or end' | 'name' | 'next';

function faultIn(text: string): number {
  let at = 0;
  let expected = 'value' as Expected;
  const ends: string[] = [];
  const take = (form: RegExp): boolean => {
    form.lastIndex = at;
    if (!form.test(text)) return false;
    at = form.lastIndex;
    return true;
  };
  const takeMark = (mark: string | undefined): boolean => {
    if (mark === undefined || text[at] !== mark) return false;
    at++;
    return true;
  };
  const begin = (end: string, then: Expected): void => {
    ends.push(end);
    expected = then;
  };
  const takeEnd = (): boolean => {
    if (!takeMark(ends.at(-1))) return false;
    ends.pop();
    expected = 'next';
    return true;
  };
  for (;;) {
    take(SPACE);
    switch (expected) {
      case 'item or end':
      case 'name or end':
        if (!takeEnd()) expected = expected === 'item or end' ? 'value' : 'name';
        break;
      case 'value':
        if (takeMark('[')) begin(']', 'item or end');
        else if (takeMark('{')) begin('}', 'name or end');
        else if (take(TEXT) || take(WORD)) expected = 'next';
        else return at;
        break;
      case 'name':
        if (!take(TEXT)) return at;
        take(SPACE);
        if (!takeMark(':')) return at;
        expected = 'value';
        break;
      case 'next':
        if (takeEnd()) break;
        if (ends.length === 0 || !takeMark(',')) return at;
        expected = ends.at(-1) === ']' ? 'value' : 'name';
    }
  }
}
