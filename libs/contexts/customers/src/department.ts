/** The department of a fact whose sender named none: trusted least. */
export const UNNAMED = 'unnamed';

/** By attribute, then by department. */
export type Departmental<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

/** What is kept under a name that a sender chose: `constructor` must not find what every object has. */
export const under = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
