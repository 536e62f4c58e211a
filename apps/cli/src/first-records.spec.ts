import { firstRecords } from './first-records';

const text = ['id,note', '1,"two', '', 'lines, ""quoted"""', '2,', '3,'];
const records = ['id,note', '1,"two\n\nlines, ""quoted"""', '2,', '3,'];
async function first(lines: readonly string[], most?: number): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const record of firstRecords(every(lines), most)) found.push(record);
  return found;
}
async function* every(lines: readonly string[]): AsyncGenerator<string> {
  for (const line of lines) yield await Promise.resolve(line);
}

it.each([
  [1, 2],
  [2, 3],
  [9, 4],
  [undefined, 4],
])('gives the heading and %p records, each whole, whatever their cells hold', async (most, count) => {
  expect(await first(text, most)).toEqual(records.slice(0, count));
});

it('gives what there is of a record that was cut off', async () => {
  expect(await first(text.slice(0, 3))).toEqual(['id,note', '1,"two\n']);
});
