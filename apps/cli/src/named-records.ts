import { BOM, csvCell } from '@dossier/kernel';

/** Records that are named at once. */
const AT_ONCE = 200;
const CELLS = /("(?:[^"]|"")*"|[^,"]*)(?:,|$)/g;

/**
 * Records of a CSV text, the heading first, with the present name of its customer before each id, as in tables; as they come
 * where the text has no customers, or names.
 * @param namesOf names by id; one without a name is left out
 */
export async function* namedRecords(
  records: AsyncIterable<string>,
  namesOf: (ids: readonly string[]) => Promise<ReadonlyMap<string, unknown>>,
): AsyncGenerator<string> {
  let column: number | undefined;
  let some: string[] = [];
  const named = async (): Promise<readonly string[]> => {
    const at = column ?? -1;
    if (at < 0 || some.length === 0) return some;
    const rows = some.map((one) => cellsOf(one));
    const ids = rows.map(({ cells }) => plain(cells[at] ?? ''));
    const names = await namesOf([...new Set(ids.filter((id) => id !== ''))]);
    return rows.map(({ cells, end }, row) => cells.toSpliced(at, 0, nameIn(names.get(ids[row] ?? ''))).join(',') + end);
  };
  for await (const record of records) {
    if (column === undefined) {
      const { cells: names, end } = cellsOf(record.replace(BOM, ''));
      column = names.includes('name') ? -1 : names.indexOf('customer');
      const mark = record.startsWith(BOM) ? BOM : '';
      yield column < 0 ? record : `${mark}${names.toSpliced(column, 0, 'name').join(',')}${end}`;
    } else some.push(record);
    if (some.length < AT_ONCE) continue;
    yield* await named();
    some = [];
  }
  yield* await named();
}

/** As they stand there, with their quotes, and how the record ends. */
function cellsOf(record: string): { readonly cells: readonly string[]; readonly end: string } {
  const end = record.endsWith('\r') ? '\r' : '';
  const text = end === '' ? record : record.slice(0, -1);
  const cells = [...text.matchAll(CELLS)].map(([, cell = '']) => cell);
  return { cells: text === '' || text.endsWith(',') ? cells : cells.slice(0, -1), end };
}
/** An id without what keeps a spreadsheet from taking it for a formula. */
const plain = (cell: string): string => cell.replace(/^'/, '');
/** What is kept from a reader has no name here. */
const nameIn = (name: unknown): string => csvCell(typeof name === 'string' ? name : null);
