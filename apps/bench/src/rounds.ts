import { besideOthers, type Beside } from './foreign-load';

const ROUNDS = 3;

/** One number of each round. */
export interface Series {
  readonly values: readonly number[];
  /** Cores that others kept busy meanwhile, the middle of the rounds. */
  readonly foreign: number;
}

/** What one thing gave in each round. */
export class Rounds<T> {
  constructor(private readonly all: readonly Beside<T>[]) {}

  get first(): T | undefined {
    return this.all[0]?.result;
  }

  series(of: (result: T) => number): Series {
    return {
      values: this.all.map(({ result }) => of(result)),
      foreign: middle(this.all.map(({ foreign }) => foreign)),
    };
  }
}

/** Measures all of these in turn, round after round: what else the machine does meanwhile falls on all of them alike. */
export async function interleaved<T extends object>(
  measures: { readonly [K in keyof T]: () => Promise<T[K]> },
  say: (text: string) => void,
): Promise<{ readonly [K in keyof T]: Rounds<T[K]> }> {
  const names = Object.keys(measures) as (keyof T & string)[];
  const found = new Map<string, Beside<unknown>[]>(names.map((name) => [name, []]));
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
