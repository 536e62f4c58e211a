import { compareTexts, type Evolve, idIn, type Instant, type Recorded } from '@dossier/kernel';
import type { SignalCode } from './terms';
import { type Standing, warning } from './warning';
import { standingEvents } from './warning.events';

/** What was told of a cause. */
export interface Told {
  /** When it warned first. */
  readonly at: Instant;
  readonly standing: Standing;
  readonly endedAt: Instant | null;
  /** Of the step that says so. */
  readonly revision: number;
}
/** Of one customer and one signal, by ids of warnings. */
export type ToldOnes = Readonly<Record<string, Told>>;

/**
 * Keeps what was told of one signal. The step recorded last counts, in whatever order they are folded: a withdrawal is dated
 * back to the warning, before an end that was told earlier.
 */
export const keepTold = (signal: SignalCode): Evolve<ToldOnes, typeof standingEvents> => ({
  WarningRaised: (told, data, { stream, occurredAt: at, revision }) =>
    data.signal === signal
      ? { ...told, [idIn(warning, stream)]: { at, standing: 'lasts', endedAt: null, revision } }
      : told,
  WarningEnded: (told, data, at) => of(told, data.signal === signal, at, 'ended', at.occurredAt),
  WarningWithdrawn: (told, data, at) => of(told, data.signal === signal, at, 'withdrawn'),
  WarningResumed: (told, data, at) => of(told, data.signal === signal, at, 'lasts'),
});

function of(
  told: ToldOnes,
  isSo: boolean,
  { stream, revision }: Pick<Recorded, 'stream' | 'revision'>,
  standing: Standing,
  endedAt: Instant | null = null,
): ToldOnes {
  const id = idIn(warning, stream);
  const before = told[id];
  return isSo && before && revision > before.revision
    ? { ...told, [id]: { ...before, standing, endedAt, revision } }
    : told;
}

/** By when they warned. */
export const inOrder = (told: ToldOnes): readonly (readonly [id: string, told: Told])[] =>
  Object.entries(told).sort(([a, one], [b, other]) => compareTexts(one.at, other.at) || compareTexts(a, b));

/** The one that lasts: the first where, as of a past day, there are several. Without an order it depended on that of the folding. */
export const lastingOf = (told: ToldOnes): readonly [id: string, told: Told] | undefined =>
  inOrder(told).find(([, { standing }]) => standing === 'lasts');
