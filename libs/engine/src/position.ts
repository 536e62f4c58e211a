import { partitionOf } from '@dossier/event-store';
import { readRefusal } from './refusals';

export { positionText } from '@dossier/event-store';

/**
 * @returns the lane that it is in where a model's progress goes by lanes
 * @throws Refusal `reads/foreign-position` for a text that this log did not make
 */
export function parsePosition(log: string, text: string): { readonly lane: string; readonly position: number } {
  const match = /^([0-9a-f]{8})-(\d{1,4})-(\d{1,15})$/.exec(text);
  if (match?.[1] !== log) throw readRefusal('foreign-position', { position: text.slice(0, 64) });
  return { lane: String(partitionOf(Number(match[2]))), position: Number(match[3]) };
}
