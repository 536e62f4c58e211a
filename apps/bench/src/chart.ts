/** A line of the chart: what something costs at each size, beside what it costs at the first. */
export interface Line {
  readonly name: string;
  readonly ratios: readonly number[];
}

const [WIDTH, HEIGHT] = [860, 420];
const PLOT = { left: 60, right: 600, top: 50, bottom: 370 };
const COLOURS = ['#1b6ca8', '#c0392b', '#27864a', '#8e44ad', '#b9770e', '#148f8f', '#5d6d7e', '#d2527f', '#34495e'];

/** An SVG of its own: no font, no script, nothing to be fetched. @param goal a ratio that no line may pass */
export function chart(title: string, sizes: readonly number[], lines: readonly Line[], goal: number): string {
  const highest = Math.max(2, goal, ...lines.flatMap(({ ratios }) => ratios)) * 1.1;
  const x = (i: number): number => PLOT.left + (i * (PLOT.right - PLOT.left)) / Math.max(1, sizes.length - 1);
  const y = (ratio: number): number => PLOT.bottom - (ratio / highest) * (PLOT.bottom - PLOT.top);
  const text = (at: readonly [number, number], words: string, more = ''): string =>
    `<text x="${place(at[0])}" y="${place(at[1])}" ${more}>${escaped(words)}</text>`;
  const across = (ratio: number, more: string): string =>
    `<line x1="${PLOT.left}" x2="${PLOT.right}" y1="${place(y(ratio))}" y2="${place(y(ratio))}" ${more}/>`;
  const step = highest > 5 ? Math.ceil(highest / 5) : 0.5;
  const grid = Array.from({ length: Math.floor(highest / step) + 1 }, (_, i) => i * step);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text([PLOT.left, 26], title, 'font-size="15"'),
    ...grid.flatMap((ratio) => [
      across(ratio, 'stroke="#ddd"'),
      text([PLOT.left - 8, y(ratio) + 4], `${ratio}×`, 'text-anchor="end"'),
    ]),
    ...sizes.map((size, i) => text([x(i), PLOT.bottom + 20], size.toLocaleString('en'), 'text-anchor="middle"')),
    across(goal, 'stroke="#888" stroke-dasharray="5 4"'),
    ...lines.flatMap(({ name, ratios }, i) => {
      const colour = COLOURS[i % COLOURS.length] ?? '#000';
      const points = ratios.map((ratio, at) => `${place(x(at))},${place(y(ratio))}`).join(' ');
      const row = PLOT.top + 10 + i * 20;
      return [
        `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        `<line x1="${PLOT.right + 25}" x2="${PLOT.right + 45}" y1="${row - 4}" y2="${row - 4}" stroke="${colour}" stroke-width="2"/>`,
        text([PLOT.right + 52, row], `${name}: ${(ratios.at(-1) ?? NaN).toFixed(2)}×`),
      ];
    }),
    '</svg>',
    '',
  ].join('\n');
}

const place = (value: number): string => String(Math.round(value * 10) / 10);
const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
