import { readRefusal } from './refusals';

/** The `position` of a receipt: log, partition, place in the log. Opaque to callers. */
export const positionText = (log: string, partition: number, position: number): string =>
  `${log}-${partition}-${position}`;

/** @throws Refusal `reads/foreign-position` for a text that this log did not make */
export function parsePosition(log: string, text: string): { readonly partition: number; readonly position: number } {
  const match = /^([0-9a-f]{8})-(\d{1,4})-(\d{1,15})$/.exec(text);
  if (match?.[1] !== log) throw readRefusal('foreign-position', { position: text.slice(0, 64) });
  return { partition: Number(match[2]), position: Number(match[3]) };
}
