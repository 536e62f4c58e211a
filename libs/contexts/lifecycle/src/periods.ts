import { addMonths, type CodeOf, defineTerms, firstIndex, type Instant, monthOf, startOfDay } from '@dossier/kernel';

export const periodLengths = defineTerms(
  'lifecycle.period',
  { zh: '期间', en: 'Period' },
  { month: { zh: '月', en: 'month' }, quarter: { zh: '季度', en: 'quarter' }, year: { zh: '年', en: 'year' } },
);
export type PeriodLength = CodeOf<typeof periodLengths>;
const MONTHS: Readonly<Record<PeriodLength, number>> = { month: 1, quarter: 3, year: 12 };

/** Calendar periods in a row, by the company's clocks. */
export class Periods {
  /** `2026-03`, `2026-Q1` or `2026`, oldest first. */
  readonly names: readonly string[];
  /** The first instant of each. */
  private readonly starts: readonly Instant[];

  /** @param count how many, up to the one that `asOf` is in */
  constructor(per: PeriodLength, count: number, { asOf, zone }: { readonly asOf: Instant; readonly zone: string }) {
    const length = MONTHS[per];
    const month = monthOf(asOf, zone);
    const into = (Number(month.slice(5)) - 1) % length;
    const first = addMonths(`${month}-01`, 0 - into - (count - 1) * length);
    const days = Array.from({ length: count }, (_, i) => addMonths(first, i * length));
    this.names = days.map((day) => nameOf(per, day));
    this.starts = days.map((day) => startOfDay(day, zone));
  }

  /** The number of the period that an instant up to `asOf` is in: below 0 before the first of them. */
  at(instant: Instant): number {
    return firstIndex(this.starts, (start) => start > instant) - 1;
  }
}

const nameOf = (per: PeriodLength, day: string): string => {
  const year = day.slice(0, 4);
  if (per === 'year') return year;
  return per === 'month' ? day.slice(0, 7) : `${year}-Q${(Number(day.slice(5, 7)) + 2) / 3}`;
};
