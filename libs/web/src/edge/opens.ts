import type { AnyEventDef, Role } from '@dossier/kernel';
import { isErased } from '@dossier/kernel';

const OPENED: readonly Role[] = ['admin', 'service', 'auditor', 'staff'];

/** Who gets the personal fields of events in the clear: those who work with customers by name, and who checks them. */
export const opens = (role: Role): boolean => OPENED.includes(role);

/** What stands for a personal value whose reader may not open it. */
const SEALED = Object.freeze({ sealed: true });

type Data = Readonly<Record<string, unknown>>;

/**
 * The data of an event as its reader may see it.
 * @param opened whether personal fields are given in the clear; they are not even opened otherwise
 */
export function openedData({ personal }: Pick<AnyEventDef, 'personal'>, data: Data, opened: boolean): Data {
  const sealed = new Set(personal.map(({ field }) => field));
  const names = Object.keys(data).filter((name) => opened || !sealed.has(name));
  const given: Record<string, unknown> = {};
  for (const name of names) given[name] = isErased(data[name]) ? { erased: true } : data[name];
  if (!opened) for (const name of sealed) if (name in data) given[name] = SEALED;
  return given;
}
