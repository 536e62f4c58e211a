import type { Instant, Text } from '@dossier/kernel';
import type { Reader } from './catalogue-words';
import { tableRows } from './table';
import { LINE, wrapped } from './width';

/** An event as the timeline of a customer tells it, or what time alone did. */
export interface Happened {
  readonly kind?: 'event' | 'time';
  readonly id?: string;
  readonly occurredAt: Instant;
  readonly recordedAt?: Instant;
  readonly title: Text;
  readonly department?: string | null;
  /** Of an event: what happened. */
  readonly says?: Text;
}

/**
 * Two lines an event, or more: when it happened, when it was recorded, what and by whom; below that its whole id, which can
 * be copied, and what it says.
 */
export function eventLines<E extends Happened>(
  events: readonly E[],
  reader: Reader,
  more: (event: E) => object = () => ({}),
): readonly string[] {
  if (events.length === 0) return [];
  const [heading = [], ...rows] = tableRows(
    events.map((event) => {
      const { occurredAt, recordedAt, title, department } = event;
      const what = event.kind === 'time' ? TIME_PASSED : title;
      return { occurredAt, recordedAt, event: what, department, ...more(event) };
    }),
    reader,
    reader.places ?? LINE,
  );
  return [...heading, ...events.flatMap((event, i) => [...(rows[i] ?? []), ...below(event, reader)])];
}
/** Places of a closing sign, which stays behind the last letter of a line. */
const HANGING = 2;
const TIME_PASSED: Text = { zh: '时间流逝', en: 'Time passed' };

function below({ kind, id, title, says }: Happened, { language }: Reader): readonly string[] {
  const within = (text: string): readonly string[] => wrapped(`  ${text}`.trimEnd(), LINE - HANGING, '    ');
  if (kind === 'time') return within(title[language]);
  if (id === undefined) return [];
  return within(`${id}  ${(says?.[language] ?? '').replaceAll(/\s+/g, ' ')}`);
}
