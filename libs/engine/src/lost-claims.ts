import { idOfStep, idUnder } from './claims';

/** An event whose id was derived from the key of a command. */
interface DerivedEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  /** Lower-case hex without dashes. */
  readonly id: string;
}
/** What a claim led to: so many events up to a revision. */
interface KnownClaim {
  readonly key: string;
  readonly answer: {
    readonly stream: string;
    readonly revision: number;
    readonly position: number;
    readonly events: readonly unknown[];
  };
}

/** A step is written just before its command; behind so many other commands it is not looked for. */
const NEAR = 64;

/**
 * Streams with events of commands whose claims are gone: no claim gives their ids. A step whose command never came, as
 * the process was killed between them, is named too.
 * @param derived in the order of the log
 * @param claims in the order of the events that they led to
 */
export function streamsWithoutClaim(derived: Iterable<DerivedEvent>, claims: Iterable<KnownClaim>): readonly string[] {
  const all: { readonly key: string; readonly position: number }[] = [];
  const keysAt = new Map<string, readonly string[]>();
  for (const { key, answer } of claims) {
    all.push({ key, position: answer.position });
    answer.events.forEach((_, i) => {
      const place = placeOf(answer.stream, answer.revision - i);
      keysAt.set(place, [...(keysAt.get(place) ?? []), key]); // a command's, and those of its names
    });
  }
  const streams = new Set<string>();
  let next = 0;
  for (const { stream, revision, position, id } of derived) {
    while ((all[next]?.position ?? Infinity) < position) next++;
    const isUnder = (key: string): boolean => plain(idUnder(key, revision)) === id;
    const isStepOf = ({ key }: { readonly key: string }): boolean => plain(idOfStep(key, stream, revision)) === id;
    if (keysAt.get(placeOf(stream, revision))?.some(isUnder) || all.slice(next, next + NEAR).some(isStepOf)) continue;
    streams.add(stream);
  }
  return [...streams];
}

const placeOf = (stream: string, revision: number): string => `${stream} ${revision}`;
const plain = (id: string): string => id.replaceAll('-', '');
