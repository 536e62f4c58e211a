import { readFileSync } from 'node:fs';
import { type AnyBulkWriteOperation, BSON } from 'mongodb';

/** Names the file. */
export const RECORDING = 'BENCH_RECORDING';

/** One write of a worker into read models. */
export interface Recorded {
  /** Calls with the same number were under way at once. */
  readonly together: number;
  /** Writes with the same number were one call. */
  readonly call: number;
  readonly collection: string;
  readonly ordered: boolean;
  readonly write: AnyBulkWriteOperation;
}

/** A call of bulkWrite. */
export interface Call {
  readonly collection: string;
  readonly ordered: boolean;
  readonly writes: AnyBulkWriteOperation[];
}

/** Documents, and the rows that list them: no progress, links and journal. */
export const isOfReadModels = (collection: string): boolean => /\.g\d+$|@rows$/.test(collection);

/** What was recorded: calls, those in one group at once, and group after group. */
export function readRecording(file: string): readonly (readonly Call[])[] {
  const bytes = readFileSync(file);
  const groups = new Map<number, Map<number, Call>>();
  for (let at = 0; at < bytes.length;) {
    const size = bytes.readInt32LE(at);
    const recorded = BSON.deserialize(bytes.subarray(at, at + size), { promoteLongs: false }) as Recorded; // as they were
    const { together, call, collection, ordered, write } = recorded;
    const calls = groups.get(together) ?? new Map<number, Call>();
    groups.set(together, calls);
    const known = calls.get(call) ?? { collection, ordered, writes: [] };
    calls.set(call, known);
    known.writes.push(write);
    at += size;
  }
  return [...groups.values()].map((calls) => [...calls.values()]);
}
