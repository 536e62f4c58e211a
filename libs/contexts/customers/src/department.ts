/** The department of facts whose sender named none: trusted least. */
export const UNNAMED = 'unnamed';

/** By attribute, then by department. */
export type Departmental<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

/** The value under a name that a sender chose: `constructor` must not find the inherited property. */
export const ownValue = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
