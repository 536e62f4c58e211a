import { firstIndex, inserted, type Recorded } from '@dossier/kernel';
import type { AnyStep, StepEntry } from './step-log';

/** With its place in the stream. */
export type Kept<S extends AnyStep> = StepEntry<S> & { readonly revision: number };

/** Without the arithmetic of a verdict, which only its own document shows. */
const slim = <S extends AnyStep>(entry: StepEntry<S>): StepEntry<S> =>
  entry.is === 'verdict' ? { ...entry, verdict: { ...entry.verdict, stretches: [] } } : entry;

/**
 * A list in the order of streams, with one more entry in the log of one of them. Logs are in the order of recording, in
 * whatever order entries come: a step that was corrected to an earlier time comes behind that.
 */
export function added<S extends AnyStep, K extends { readonly log: readonly Kept<S>[] }>(
  all: readonly K[],
  entry: StepEntry<S>,
  { stream, revision }: Pick<Recorded, 'stream' | 'revision'>,
  { streamOf, kept }: { readonly streamOf: (kept: K) => string; readonly kept: (log: readonly Kept<S>[]) => K },
): readonly K[] {
  const index = firstIndex(all, (each) => streamOf(each) >= stream);
  const at = all[index];
  const found = at !== undefined && streamOf(at) === stream ? at : undefined;
  const log = inserted(found?.log ?? [], { ...slim(entry), revision }, (a, b) => a.revision - b.revision);
  return all.toSpliced(index, found ? 1 : 0, kept(log));
}
