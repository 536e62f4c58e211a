import { enumerated, type Text } from '@dossier/kernel';
import { Failure } from '../failure';
import type { Row } from './csv';
import type { TableRow } from './groups';
import type { Column } from './mapping';

/** Headings differ in case, spaces and signs from program to program: `Customer ID`, `CustomerID`, `customer_id`. */
const folded = (heading: string): string =>
  heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** Finds the columns of a mapping by their headings, in whatever order they stand. */
export class Heading {
  /** Place in the file of each column. */
  private readonly places: readonly number[];
  /** Columns up to the last that has a heading; what a table program leaves behind it is empty. */
  private readonly width: number;
  private readonly isAsMapped: boolean;
  /** What the file calls each column. */
  readonly named: ReadonlyMap<string, string>;

  /** @throws Failure where a column is missing, or stands there twice */
  constructor(
    { fields }: Row,
    columns: readonly Column[],
    private readonly file: string,
  ) {
    const found = fields.map(folded);
    this.places = columns.map(({ name, also = [] }) => {
      const names = [name, ...also].map(folded);
      const [place = -1, second] = found.flatMap((heading, index) => (names.includes(heading) ? [index] : []));
      if (second !== undefined) throw this.wrong(TWICE, fields, columns, name);
      return place;
    });
    const missing = columns.filter((_, index) => this.places[index] === -1);
    if (missing.length > 0)
      throw this.wrong(words(fields), fields, columns, enumerated(missing.map(({ name }) => name)));
    this.named = new Map(columns.map(({ name }, index) => [name, fields[this.places[index] ?? -1]?.trim() ?? name]));
    this.width = found.findLastIndex((heading) => heading !== '') + 1;
    this.isAsMapped = this.places.every((place, index) => place === index) && this.width === columns.length;
  }

  /** The row with the columns of the mapping, in its order. */
  record({ line, fields, broken }: Row): TableRow {
    const fits = fields.length === this.width || (fields.length > this.width && isEmpty(fields, this.width));
    const own = this.isAsMapped && fits ? fields : this.places.map((place) => fields[place] ?? '');
    return { line, fields: own, broken, fits };
  }

  private wrong(text: Text, found: readonly string[], columns: readonly Column[], which: string | Text): Failure {
    const expected = columns.map(({ name }) => name).join();
    return new Failure(text, { file: this.file, which, expected, found: found.join().slice(0, 200) });
  }
}

const isEmpty = (fields: readonly string[], from: number): boolean => fields.slice(from).every((field) => field === '');

const TWICE: Text = {
  zh: '{file} 的标题行中 {which} 出现了不止一次；尚未导入任何内容。请删去或改名后再导入。标题行：{found}',
  en: '{file}: the heading names {which} more than once; nothing was brought in. Rename or remove one and import the file again. The heading: {found}',
};
const MISSING: Text = {
  zh: '{file} 的标题行缺少 {which}；尚未导入任何内容。标题行应有 {expected}（顺序与大小写不限），而不是 {found}',
  en: '{file}: the heading lacks {which}; nothing was brought in. It needs {expected}, in any order and case, and is {found}',
};
const SEPARATORS: readonly {
  readonly sign: string;
  readonly python: string;
  readonly zh: string;
  readonly en: string;
}[] = [
  { sign: ';', python: ';', zh: '分号', en: 'semicolons' },
  { sign: '\t', python: '\\t', zh: '制表符', en: 'tabs' },
  { sign: '|', python: '|', zh: '竖线', en: 'vertical bars' },
];

/** What is wrong with a heading that lacks columns: a file of one column is often one that is separated otherwise. */
function words(fields: readonly string[]): Text {
  const [only = ''] = fields;
  const found = SEPARATORS.find(({ sign }) => only.split(sign).length > 2);
  if (found === undefined) return MISSING;
  const convert = `python3 -c "import csv,sys; csv.writer(sys.stdout).writerows(csv.reader(sys.stdin, delimiter='${found.python}'))" < in.csv > out.csv`;
  return {
    zh: `{file} 以${found.zh}分隔，而不是逗号；尚未导入任何内容。请另存为逗号分隔的 CSV，或：${convert}`,
    en: `{file} is separated by ${found.en} and not by commas; nothing was brought in. Save it as CSV with commas, or: ${convert}`,
  };
}
