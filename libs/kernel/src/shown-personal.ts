/** Where a view shows values of personal fields. */
export interface ShowsPersonal {
  /** The keys of the path, separated by `/`; `*` is every key or element. */
  readonly at: string;
  /** Names of the fields whose values may be there, `customers.legalName`; or a function of the objects around the value. */
  readonly of: readonly string[] | ((...around: readonly Holder[]) => readonly string[]);
}
/** An object or list around a value; of several the innermost comes first, the view last. */
type Holder = Readonly<Record<string, unknown>>;

/** Replaces a personal value that the reader may not see. */
export const SEALED = Object.freeze({ sealed: true });

/** Whether the reader may see the values of a personal field, by its name. */
export type Opened = (name: string) => boolean;

/** The view as a reader may see it: a personal value is sealed unless the reader may see every field it may come from. */
export function sealedView<V extends object>(view: V, shows: readonly ShowsPersonal[], opened: Opened): V {
  return shows.reduce((shown, { at, of }) => sealedAt(shown, at.split('/'), of, opened, []), view);
}

function sealedAt<V>(
  view: V,
  [key, ...rest]: readonly string[],
  of: ShowsPersonal['of'],
  opened: Opened,
  outside: readonly Holder[],
): V {
  if (key === undefined || typeof view !== 'object' || view === null) return view;
  const holder = view as Holder;
  const around = [holder, ...outside];
  const keys = key === '*' ? Object.keys(holder) : Object.hasOwn(holder, key) ? [key] : [];
  if (keys.length === 0) return view;
  const copy = (Array.isArray(view) ? [...(view as unknown[])] : { ...holder }) as Record<string, unknown>;
  for (const each of keys) {
    const value = holder[each];
    if (rest.length > 0) copy[each] = sealedAt(value, rest, of, opened, around);
    else if (value !== null && value !== undefined && !(typeof of === 'function' ? of(...around) : of).every(opened))
      copy[each] = SEALED;
  }
  return copy as V;
}
