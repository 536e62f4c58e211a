import type { Instant, Language, Text } from '@dossier/kernel';
import { LINE } from './answer';
import { shown, table } from './table';
import { cut, width } from './width';

/** An event as the timeline of a customer tells it. */
export interface Happened {
  readonly id?: string;
  readonly occurredAt: Instant;
  readonly recordedAt?: Instant;
  readonly title: Text;
  readonly department?: string | null;
  readonly data?: unknown;
}

/**
 * Two lines an event: when it happened, when it was recorded, what and by whom; below that its whole id, which can be
 * copied, and as much of its content as fits.
 */
export function eventLines<E extends Happened>(
  events: readonly E[],
  language: Language,
  more: (event: E) => object = () => ({}),
): readonly string[] {
  if (events.length === 0) return [];
  const [heading = '', ...rows] = table(
    events.map((event) => {
      const { occurredAt, recordedAt, title, department } = event;
      return { occurredAt, recordedAt, event: title, department, ...more(event) };
    }),
    language,
    LINE,
  );
  return [heading, ...events.flatMap(({ id, data }, i) => [rows[i] ?? '', ...below(id, data, language)])];
}

function below(id: string | undefined, data: unknown, language: Language): readonly string[] {
  if (id === undefined) return [];
  const line = `  ${id}  `;
  return [`${line}${cut(shown(data, language).replaceAll(/\s+/g, ' '), LINE - width(line))}`.trimEnd()];
}
