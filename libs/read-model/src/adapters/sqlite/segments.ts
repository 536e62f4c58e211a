// Documents that are in the file are taken to be cut by these three: with others, raise FORMAT of the file too.
/** Of a list that is kept in pieces: how many items each has, but the last. */
const PIECE = 128;
/** Shorter lists are written with what is around them. */
const LONG = 2 * PIECE;
/** How deep a list may lie: a reactor keeps its facts two levels down. */
const DEEPEST = 3;

/** A part of the JSON of a document: all of them behind one another are its text. */
export type Segment = string | Piece;

/** Some items of a list. */
interface Piece {
  readonly list: readonly unknown[];
  readonly from: number;
}

/**
 * Cuts a document with long lists, so that whoever changes some items writes no more than their pieces. undefined: it has no
 * long list, and is written as one text.
 */
export function segmentsOf(doc: object): readonly Segment[] | undefined {
  if (!hasLongList(doc, DEEPEST)) return undefined;
  const segments: Segment[] = [];
  let text = '';
  const write = (value: object, deepest: number): void => {
    let between = '{';
    for (const [name, member] of Object.entries(value) as [string, unknown][]) {
      const json = isCut(member, deepest - 1) ? '' : (JSON.stringify(member) as string | undefined);
      if (json === undefined) continue; // as JSON leaves it out
      text += `${between}${JSON.stringify(name)}:${json}`;
      between = ',';
      if (json !== '') continue;
      if (Array.isArray(member)) cut(member);
      else write(member as object, deepest - 1);
    }
    text += between === '{' ? '{}' : '}';
  };
  const cut = (list: readonly unknown[]): void => {
    segments.push(`${text}[`);
    for (let from = 0; from < list.length; from += PIECE) segments.push({ list, from });
    text = ']';
  };
  write(doc, DEEPEST);
  segments.push(text);
  return segments;
}

export function textOf(segment: Segment): string {
  if (typeof segment === 'string') return segment;
  const { list, from } = segment;
  return (from === 0 ? '' : ',') + JSON.stringify(list.slice(from, from + PIECE)).slice(1, -1);
}

/** Whether both have the same text, as can be told without writing it: documents are never changed, only replaced. */
export function isSame(one: Segment, other: Segment | undefined): boolean {
  if (typeof one === 'string' || typeof other !== 'object') return one === other;
  if (one.from !== other.from) return false;
  const end = one.from + PIECE;
  if (one.list === other.list) return true;
  if (Math.min(one.list.length, end) !== Math.min(other.list.length, end)) return false;
  for (let i = one.from; i < end && i < one.list.length; i++) if (one.list[i] !== other.list[i]) return false;
  return true;
}

const hasLongList = (value: object, deepest: number): boolean =>
  Object.values(value).some((member) => isCut(member, deepest - 1));

/** Whether it is a long list, or has one. */
function isCut(value: unknown, deepest: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.length >= LONG;
  return deepest > 0 && hasLongList(value, deepest);
}
