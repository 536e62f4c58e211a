/** Hangul, kana, Han and full-width forms take two places. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/gu;

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

/** Lines of at most so many places, broken at spaces and between Chinese letters; a longer word keeps its line. */
export function wrapped(text: string, places: number, indent = '  '): readonly string[] {
  const lines: string[] = [];
  let line = '';
  // a mark that closes stands with what it closes: no line begins with it
  const pieces = /(?:[\u3000-\u9fff\uff00-\uff60]|[^\s\u3000-\u9fff\uff00-\uff60]+)[，。、：；）！？”]*\s*|\s+/gu;
  for (const piece of text.match(pieces) ?? []) {
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
