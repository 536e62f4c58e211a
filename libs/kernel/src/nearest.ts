import { enumerated, type Text } from './text';

/**
 * Names that are likely meant, the likeliest first: they hold what was typed, or differ from it in a few letters. A text far
 * longer than any name costs no more than a short one.
 */
export function nearest(typed: string, known: readonly string[], most = 3): readonly string[] {
  const wanted = typed.toLowerCase();
  return known
    .flatMap((name) => {
      const allowed = Math.max(2, Math.ceil(Math.max(wanted.length, name.length) / 3));
      // at least so many letters were put in
      if (wanted.length - name.length > allowed) return [];
      const away = distance(wanted, name.toLowerCase());
      return away <= allowed ? [{ name, away }] : [];
    })
    .sort((a, b) => a.away - b.away)
    .slice(0, most)
    .map(({ name }) => name);
}

/** Letters to be put in, taken out or changed; one whose parts hold the other counts as near. */
function distance(a: string, b: string): number {
  if (a.length >= 3 && b.includes(a)) return 1;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The same as a question; empty where nothing is near. */
export function meant(typed: string, known: readonly string[]): Text {
  const near = nearest(typed, known);
  if (near.length === 0) return { zh: '', en: '' };
  const { zh, en } = enumerated(near);
  return { zh: `是否指 ${zh}？`, en: ` Did you mean ${en}?` };
}
