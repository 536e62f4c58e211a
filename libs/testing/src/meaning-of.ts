import { canonicalJson } from '@dossier/kernel';

/** Fields that say where in the log something stands, not what it is. */
const PLACES = new Set([
  ...['position', 'positions', 'recordedAt', 'heardAt', 'changedAt', 'broughtAt', 'eventId', 'eventIds'],
]);

/** A document without positions, event ids and times of recording. Matchers of Jest are kept as they are. */
export function withoutPlace(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlace);
  if (typeof value !== 'object' || value === null || 'asymmetricMatch' in value) return value;
  const inner = Object.entries(value).filter(([name]) => !PLACES.has(name));
  return Object.fromEntries(inner.map(([name, member]) => [name, withoutPlace(member)]));
}

/** What two equal documents have in common, as canonical JSON. */
export const meaningOf = (document: unknown): string =>
  canonicalJson(withoutPlace(JSON.parse(JSON.stringify(document))));
