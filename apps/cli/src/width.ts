/** Hangul, kana, Han and full-width forms take two places. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/gu;

/** Places of a line that is read: terminals, mail and tickets show so many. */
export const LINE = 100;

/** Places that a text takes on a terminal. */
export const width = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0);

export const pad = (text: string, to: number, right: boolean): string => {
  const space = ' '.repeat(Math.max(0, to - width(text)));
  return right ? space + text : text + space;
};

/** At most so many places of a text; what is cut off leaves a `…`. */
export function cut(text: string, places: number): string {
  if (width(text) <= places) return text;
  let kept = '';
  for (const letter of text) {
    if (width(kept + letter) > places - 1) break;
    kept += letter;
  }
  return `${kept}…`;
}

/** The same, but no clause is cut that fits: a figure in part would be read as another one. */
export function cutBehindClause(text: string, places: number): string {
  let kept = '';
  for (const clause of text.match(CLAUSES) ?? []) {
    if (width(kept + clause) > places - 1) break;
    kept += clause;
  }
  return width(text) <= places ? text : kept === '' ? cut(text, places) : `${kept}…`;
}

/** Lines of at most so many places, broken at spaces and between Chinese letters; a longer word keeps its line. */
export const wrapped = (text: string, places: number, indent = '  '): readonly string[] =>
  packed(wordsIn(text), places, indent);

// a mark that closes stands with what it closes: no line begins with it; an amount is read with its currency
const WORDS =
  /(?:-?\d[\d.,]* [A-Z]{3}(?![A-Za-z])|[\u3000-\u9fff\uff00-\uff60]|[^\s\u3000-\u9fff\uff00-\uff60]+)[，。、：；）！？”」』》]*\s*|\s+/gu;
const wordsIn = (text: string): readonly string[] => text.match(WORDS) ?? [];
// what closes behind such a mark stands with it: “见下。）” is one clause
const CLAUSES = /.+?(?:(?:[，。、；][）”」』》]*)+ ?|[,.;] | · |$)/gu;

/**
 * The same without an indent, for a cell: what a comma ends stays in one line where it fits, for a figure is read with its
 * name. What has no place to break is broken anywhere.
 */
export function wrappedCell(text: string, places: number): readonly string[] {
  if (width(text) <= places) return [text];
  const pieces = (text.match(CLAUSES) ?? []).flatMap((clause) =>
    width(clause.trimEnd()) <= places ? [clause] : wordsIn(clause),
  );
  return packed(
    pieces.flatMap((piece) => split(piece, places)),
    places,
    '',
  );
}

/** Places of the widest part of a text that a cell keeps in one line where it fits. */
export const widestClause = (text: string): number =>
  (text.match(CLAUSES) ?? []).reduce((most, clause) => Math.max(most, width(clause.trimEnd())), 0);

/** Places of the widest word, amount or id of a text: narrower lines would cut it. */
export const widestWord = (text: string): number =>
  wordsIn(text).reduce((most, word) => Math.max(most, width(word.trimEnd())), 0);

/** Pieces of at most so many places. */
function split(piece: string, places: number): readonly string[] {
  if (width(piece.trimEnd()) <= places) return [piece];
  const pieces = [''];
  for (const letter of piece) {
    const last = pieces.at(-1) ?? '';
    if (width(last + letter) > places) pieces.push(letter);
    else pieces[pieces.length - 1] = last + letter;
  }
  return pieces;
}

function packed(pieces: readonly string[], places: number, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    if (line.trim() !== '' && width(line + piece.trimEnd()) > places) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += piece;
  }
  return [...lines, line.trimEnd()];
}

/** Words in as many columns as fit into so many places, read downwards. */
export function columns(words: readonly string[], places: number): readonly string[] {
  const widest = Math.max(0, ...words.map(width)) + 2;
  const across = Math.max(1, Math.floor((places + 2) / widest));
  const lines = Math.ceil(words.length / across);
  return Array.from({ length: lines }, (_, line) =>
    words
      .filter((_word, i) => i % lines === line)
      .map((word) => pad(word, widest, false))
      .join('')
      .trimEnd(),
  );
}
