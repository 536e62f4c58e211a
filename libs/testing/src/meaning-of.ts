import { canonicalJson } from '@dossier/kernel';

/** Fields that say where in the log something stands, not what it is. */
const PLACES = new Set(['position', 'positions', 'recordedAt', 'eventId', 'eventIds']);

/** What two equal documents have in common: their canonical JSON without positions, event ids and times of recording. */
export function meaningOf(document: unknown): string {
  const text = JSON.stringify(document, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).filter(([name]) => !PLACES.has(name)))
      : value,
  );
  return canonicalJson(JSON.parse(text));
}
