import { firstRecords } from './first-records';

const text = ['id,note', '1,"two', '', 'lines, ""quoted"""', '2,', '3,'];
async function first(most?: number): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of firstRecords(every(text), most)) lines.push(line);
  return lines;
}
async function* every(lines: readonly string[]): AsyncGenerator<string> {
  for (const line of lines) yield await Promise.resolve(line);
}

it.each([
  [1, 4],
  [2, 5],
  [9, 6],
  [undefined, 6],
])('gives the heading and %p records, whatever their cells hold', async (most, lines) => {
  expect(await first(most)).toEqual(text.slice(0, lines));
});
