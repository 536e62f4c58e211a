import { positionText } from '@dossier/event-store';
import { readRefusal } from './refusals';

export { positionText };

/** How far a reader of events came. */
export interface EventPlace {
  /** Position in the log: what is behind it is still to come. */
  readonly after: number;
  /** So many events were given that came to the customer with the next attribution. */
  readonly given: number;
}

/** Of a reader of one customer's events, who may be within what came by an attribution. */
export const eventPlaceText = (log: string, { after, given }: EventPlace, subject?: string): string =>
  `${positionText(log, after, subject)}${given > 0 ? `.${given}` : ''}`;

/**
 * @returns `given` as in {@link EventPlace}
 * @throws Refusal `reads/foreign-position` for a text that this log did not make
 */
export function parsePosition(log: string, text: string): { readonly position: number; readonly given: number } {
  const match = /^([0-9a-f]{8})-\d{1,4}-(\d{1,15})(?:\.(\d{1,9}))?$/.exec(text);
  if (match?.[1] !== log) throw readRefusal('foreign-position', { position: text.slice(0, 64) });
  return { position: Number(match[2]), given: Number(match[3] ?? 0) };
}
