import { middle, type Series } from './rounds';

/** One measured figure, beside what it was measured against in the same run. */
export interface Figure {
  readonly bench: string;
  readonly case: string;
  readonly unit: string;
  readonly value: number;
  readonly against: string;
  readonly againstValue: number;
  /** value / againstValue; of several rounds the middle one of their ratios. */
  readonly ratio: number;
  /** Cores that others kept busy while this, and while what it is against, was measured. */
  readonly foreign?: readonly [number, number];
  readonly goal?: Goal;
}

/** What the ratio must be. */
export interface Goal {
  readonly least?: number;
  readonly most?: number;
}

export const isMet = ({ ratio, goal: { least = -Infinity, most = Infinity } = {} }: Figure): boolean =>
  ratio >= least && ratio <= most;

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
  value: rounded(value, 2),
  against,
  againstValue: rounded(againstValue, 2),
  ratio: rounded(value / againstValue, 4),
});

/** What a figure is held against: what a peer gave in the same rounds, or a limit. */
interface Against {
  readonly name: string;
  readonly series: Series | number;
}

/** A figure of several rounds. */
export function compared(
  bench: string,
  name: string,
  unit: string,
  { values, foreign }: Series,
  against: Against,
  goal?: Goal,
): Figure {
  const peer = typeof against.series === 'number' ? values.map(() => against.series as number) : against.series.values;
  const peerForeign = typeof against.series === 'number' ? foreign : against.series.foreign;
  return {
    ...figure(bench, name, unit, middle(values), against.name, middle(peer)),
    ratio: rounded(middle(values.map((value, i) => value / (peer[i] ?? NaN))), 4),
    foreign: [rounded(foreign, 1), rounded(peerForeign, 1)],
    ...(goal && { goal }),
  };
}

const rounded = (value: number, places: number): number => Math.round(value * 10 ** places) / 10 ** places;

/** What a person reads of a figure. */
export function textOf(figure: Figure): string {
  const { foreign, goal } = figure;
  const { least, most } = goal ?? {};
  return [
    `${figure.bench} · ${figure.case}: ${figure.value} ${figure.unit}`,
    `${figure.against}: ${figure.againstValue}`,
    `ratio ${figure.ratio}`,
    ...(goal ? [`goal${least === undefined ? '' : ` ≥ ${least}`}${most === undefined ? '' : ` ≤ ${most}`}: ${isMet(figure) ? 'met' : 'MISSED'}`] : []), // prettier-ignore
    ...(foreign ? [`foreign load ${foreign.join(' / ')} cores`] : []),
  ].join('; ');
}

/** How a benchmark is asked to run. */
export interface Asked {
  /** Tells on stderr how far it is. */
  readonly say: (text: string) => void;
  /** The size whose figures count; else one that ends in a minute or two and shows that the program works. */
  readonly full: boolean;
  /** What to read, where a bench reads a file. */
  readonly file?: string;
  /** A folder for what takes long to make and may be used again. */
  readonly keep?: string;
}

/** A benchmark. */
export interface Bench {
  readonly name: string;
  readonly about: string;
  /** Run only where it is named: it takes hours. */
  readonly onDemand?: boolean;
  run(asked: Asked): Promise<readonly Figure[]>;
}
