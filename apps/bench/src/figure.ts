/** One measured figure, beside what it was measured against in the same run. */
export interface Figure {
  readonly bench: string;
  readonly case: string;
  readonly unit: string;
  readonly value: number;
  readonly against: string;
  readonly againstValue: number;
  /** value / againstValue */
  readonly ratio: number;
}

export const figure = (
  bench: string,
  name: string,
  unit: string,
  value: number,
  against: string,
  againstValue: number,
): Figure => ({
  bench,
  case: name,
  unit,
  value: round(value),
  against,
  againstValue: round(againstValue),
  ratio: Math.round((value / againstValue) * 10_000) / 10_000,
});
const round = (value: number): number => Math.round(value * 100) / 100;

/** The median of some times, which one slow round does not move. */
export const middle = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;

/** A benchmark; it may say how far it is on stderr. */
export interface Bench {
  readonly name: string;
  readonly about: string;
  run(say: (text: string) => void): Promise<readonly Figure[]>;
}
