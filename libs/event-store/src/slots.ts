/** How many slots subjects are spread over, for ever: receipts carry theirs, whatever the number of lanes or partitions. */
const SLOTS = 4096;
/** How many partitions a log in SQLite has. */
export const PARTITIONS = 16;

/** 32-bit FNV-1a of the subject's UTF-8, modulo the number of slots. */
export function slotOf(subject: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(subject, 'utf8')) {
    hash ^= byte;
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash % SLOTS;
}
/** @param partitions a power of two, at most the number of slots */
export const partitionOf = (slot: number, partitions = PARTITIONS): number => slot % partitions;

/**
 * The `position` of a receipt: log, slot of the subject, place in the log. Opaque to callers.
 * @param subject left out: a place in the whole log
 */
export const positionText = (log: string, position: number, subject?: string): string =>
  `${log}-${subject === undefined ? 0 : slotOf(subject)}-${position}`;
