import {
  escapeHtml,
  type Instant,
  isCodeOf,
  isErased,
  localTime,
  type Printing,
  type Terms,
  type Text,
} from '@dossier/kernel';

/** Words that are on several printed forms. */
export const FORM_WORDS = {
  customer: { zh: '客户名称', en: 'Customer' },
  customerSigns: { zh: '客户签字 / 日期', en: 'Customer / date' },
  status: { zh: '状态', en: 'Status' },
  at: { zh: '时间', en: 'When' },
  erased: { zh: '（已删除）', en: '(erased)' },
  sealed: { zh: '（不公开）', en: '(not disclosed)' },
  yes: { zh: '是', en: 'yes' },
  no: { zh: '否', en: 'no' },
} satisfies Readonly<Record<string, Text>>;

/** A cell is HTML; empty ones are left for writing by hand. */
export interface Writer {
  readonly word: (text: Text) => string;
  readonly text: (value: unknown) => string;
  readonly code: (terms: Terms, value: string | null) => string;
  readonly time: (at: Instant | null) => string;
  readonly flag: (value: boolean | null) => string;
}
export function writer({ language, zone }: Printing): Writer {
  const word = (text: Text): string => escapeHtml(text[language]);
  return {
    word,
    text: (value) => {
      if (value === null || value === undefined) return '';
      if (typeof value === 'string') return escapeHtml(value);
      return word(isErased(value) ? FORM_WORDS.erased : FORM_WORDS.sealed);
    },
    code: (terms, value) =>
      value === null ? '' : isCodeOf(terms, value) ? word(terms.words[value] as Text) : escapeHtml(value),
    time: (at) => (at === null || at === '' ? '' : escapeHtml(localTime(at, zone).slice(0, 16))),
    flag: (value) => (value === null ? '' : word(value ? FORM_WORDS.yes : FORM_WORDS.no)),
  };
}

type Cell = readonly [title: string, value: string];
/** Pairs of a title and a value, so many in a row. */
export const pairs = (...rows: readonly (readonly Cell[])[]): string =>
  `<table>${rows
    .map((cells) => {
      const span = cells.length === 1 ? ' colspan="3"' : '';
      return `<tr>${cells.map(([title, value]) => `<th>${title}</th><td${span}${value === '' ? ' class="room"' : ''}>${value}</td>`).join('')}</tr>`;
    })
    .join('\n')}</table>`;
export const list = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table class="rows"><tr>${titles.map((title) => `<th>${title}</th>`).join('')}</tr>
${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n')}</table>`;

/** What holds no more is struck through and stays readable. */
export const turned = (cell: string, standing: boolean): string =>
  standing || cell === '' ? cell : `<span class="turned">${cell}</span>`;
