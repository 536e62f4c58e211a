import { isErased } from './personal';

/** Parts of a thing by their names, of a command or an event that says more than that; what is not said is left out. */
export const partsOf =
  <C extends object>(names: readonly (keyof C & string)[]) =>
  <O extends Partial<C>>(of: O): Pick<O, keyof C & keyof O> =>
    Object.fromEntries(
      names.map((name) => [name, of[name]] as const).filter(([, value]) => value !== undefined),
    ) as object as Pick<O, keyof C & keyof O>;

/** What of it can be said again: what was erased is gone. */
export const saidAgain = <C extends object>(content: C): Pick<C, keyof C> =>
  Object.fromEntries(Object.entries(content).filter(([, value]) => !isErased(value))) as object as Pick<C, keyof C>;

/** What is said after a correction: without what is removed, with what is given. */
export const correctedTo = <C extends object>(
  before: C,
  news: Partial<C>,
  removed: readonly string[],
): Pick<C, keyof C> =>
  ({
    ...Object.fromEntries(Object.entries(before).filter(([name]) => !removed.includes(name))),
    ...news,
  }) as object as Pick<C, keyof C>;
