import { BOM, csvCell } from '@dossier/kernel';

/** Records that are named at once. */
const AT_ONCE = 200;
const CELLS = /("(?:[^"]|"")*"|[^,"]*)(?:,|$)/g;

/**
 * Lines of a CSV text with the present name of its customer before each id, as in tables; as they come where the text has no
 * customers, or names.
 * @param namesOf names by id; one without a name is left out
 */
export async function* namedRecords(
  lines: AsyncIterable<string>,
  namesOf: (ids: readonly string[]) => Promise<ReadonlyMap<string, unknown>>,
): AsyncGenerator<string> {
  let [record, quotes] = ['', 0];
  let column: number | undefined;
  let some: string[] = [];
  const named = async (): Promise<readonly string[]> => {
    const at = column ?? -1;
    if (at < 0 || some.length === 0) return some;
    const rows = some.map((one) => cellsOf(one));
    const names = await namesOf([...new Set(rows.flatMap((cells) => cells[at] || []))]);
    return rows.map((cells) => cells.toSpliced(at, 0, nameIn(names.get(cells[at] ?? ''))).join(','));
  };
  for await (const line of lines) {
    record += quotes === 0 ? line : `\n${line}`;
    quotes = (quotes + line.split('"').length - 1) % 2;
    if (quotes > 0) continue; // a quoted cell goes on in the next line
    if (column === undefined) {
      const names = cellsOf(record.replace(BOM, ''));
      column = names.includes('name') ? -1 : names.indexOf('customer');
      yield column < 0 ? record : (record.startsWith(BOM) ? BOM : '') + names.toSpliced(column, 0, 'name').join(',');
    } else some.push(record);
    record = '';
    if (some.length < AT_ONCE) continue;
    yield* await named();
    some = [];
  }
  yield* await named();
}

/** As they stand there, with their quotes. */
const cellsOf = (record: string): readonly string[] => {
  const cells = [...record.matchAll(CELLS)].map(([, cell = '']) => cell);
  return record.endsWith(',') ? cells : cells.slice(0, -1);
};
/** What is kept from a reader has no name here. */
const nameIn = (name: unknown): string => csvCell(typeof name === 'string' ? name : null);
