import { LogDamaged, type Stored } from '@dossier/event-store';

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
 * @param has asked for the event before the first one of a stream: an earlier batch gave it
 * @throws LogDamaged near the first event that does not follow
 */
export function mustContinue(events: readonly Stored[], has: (stream: string, revision: number) => boolean): void {
  const next = new Map<string, number>();
  for (const { position, stream, revision } of events) {
    const known = next.get(stream);
    const follows = known === undefined ? revision === 0 || has(stream, revision - 1) : revision === known;
    if (!follows) throw new LogDamaged(position);
    next.set(stream, revision + 1);
  }
}
