import type { Instant, Text } from '@dossier/kernel';
import type { Reader } from './catalogue-words';
import { LINE } from './answer';
import { table } from './table';
import { cut, width } from './width';

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
 * Two lines an event: when it happened, when it was recorded, what and by whom; below that its whole id, which can be
 * copied, and as much as fits of what it says; of what time did, the whole of what is said.
 */
export function eventLines<E extends Happened>(
  events: readonly E[],
  reader: Reader,
  more: (event: E) => object = () => ({}),
): readonly string[] {
  if (events.length === 0) return [];
  const [heading = '', ...rows] = table(
    events.map((event) => {
      const { occurredAt, recordedAt, title, department } = event;
      const what = event.kind === 'time' ? TIME_PASSED : title;
      return { occurredAt, recordedAt, event: what, department, ...more(event) };
    }),
    reader,
    LINE,
  );
  return [heading, ...events.flatMap((event, i) => [rows[i] ?? '', ...below(event, reader)])];
}
const TIME_PASSED: Text = { zh: '时间流逝', en: 'Time passed' };

function below({ kind, id, title, says }: Happened, { language }: Reader): readonly string[] {
  if (kind === 'time') return [`  ${title[language]}`];
  if (id === undefined) return [];
  const line = `  ${id}  `;
  return [`${line}${cut((says?.[language] ?? '').replaceAll(/\s+/g, ' '), LINE - width(line))}`.trimEnd()];
}
