/** How many partitions a log has. Never changes for a log. */
export const PARTITIONS = 16;

/** 32-bit FNV-1a of the subject's UTF-8, modulo the number of partitions. */
export function partitionOf(subject: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(subject, 'utf8')) {
    hash ^= byte;
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash % partitions;
}
