import { besideOthers, type Beside } from './foreign-load';

const ROUNDS = 3;

/** One number of each round. */
export interface Series {
  readonly values: readonly number[];
  /** Cores that others kept busy meanwhile, the middle of the rounds. */
  readonly foreign: number;
}

/** What is measured of one thing at once. */
type Numbers<T> = { readonly [K in keyof T]: number };

/** What one thing gave in each round. */
export class Rounds<T extends Numbers<T>> {
  constructor(private readonly all: readonly Beside<T>[]) {}

  get first(): T | undefined {
    return this.all[0]?.result;
  }

  series(of: keyof T): Series {
    return {
      values: this.all.map(({ result }) => result[of]),
      foreign: middle(this.all.map(({ foreign }) => foreign)),
    };
  }
}

/** Measures all of these in turn, round after round: what else the machine does meanwhile falls on all of them alike. */
export async function interleaved<T extends { readonly [K in keyof T]: Numbers<T[K]> }>(
  measures: { readonly [K in keyof T]: () => Promise<T[K]> },
  say: (text: string) => void,
): Promise<{ readonly [K in keyof T]: Rounds<T[K]> }> {
  const names = Object.keys(measures) as (keyof T & string)[];
  const found = new Map<string, Beside<T[keyof T]>[]>(names.map((name) => [name, []]));
  for (let round = 1; round <= ROUNDS; round++)
    for (const name of names) {
      say(`round ${round} of ${ROUNDS}: ${name}`);
      found.get(name)?.push(await besideOthers(measures[name]));
    }
  return Object.fromEntries([...found].map(([name, all]) => [name, new Rounds(all)])) as never;
}

/** The median, which one slow round does not move. */
export const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
