import { type EventRow, LogDamaged } from '@dossier/event-store';

/** Every position behind `after` and up to `upTo` is there, once. @throws LogDamaged near the first that is not */
export function mustFollow(positions: Iterable<number>, after: number, upTo: number): void {
  let next = after + 1;
  for (const position of positions) {
    if (position !== next) throw new LogDamaged(next);
    next++;
  }
  if (next <= upTo) throw new LogDamaged(next);
}

/**
 * In all events of some subjects those of each stream follow one another: a stream has one subject for ever.
 * @param after 0: each stream begins here
 * @throws LogDamaged near the first event that does not follow
 */
export function mustContinue(rows: readonly EventRow[], after: number): void {
  const next = new Map<string, number>();
  for (const [position, stream, revision] of rows) {
    if (revision !== (next.get(stream) ?? (after === 0 ? 0 : revision))) throw new LogDamaged(position);
    next.set(stream, revision + 1);
  }
}
