import { compareTexts, type Evolve, idIn, type Instant } from '@dossier/kernel';
import type { SignalCode } from './terms';
import { type Standing, warning } from './warning';
import { standingEvents } from './warning.events';

/** What was told of a cause. */
export interface Told {
  /** When it warned first. */
  readonly at: Instant;
  readonly standing: Standing;
  readonly endedAt: Instant | null;
}
/** Of one customer and one signal, by ids of warnings. */
export type ToldOnes = Readonly<Record<string, Told>>;

/** Keeps what was told of one signal. */
export const keepTold = (signal: SignalCode): Evolve<ToldOnes, typeof standingEvents> => ({
  WarningRaised: (told, data, { stream, occurredAt: at }) =>
    data.signal === signal ? { ...told, [idIn(warning, stream)]: { at, standing: 'lasts', endedAt: null } } : told,
  WarningEnded: (told, data, { stream, occurredAt: endedAt }) =>
    of(told, stream, data.signal === signal, { standing: 'ended', endedAt }),
  WarningWithdrawn: (told, data, { stream }) =>
    of(told, stream, data.signal === signal, { standing: 'withdrawn', endedAt: null }),
  WarningResumed: (told, data, { stream }) =>
    of(told, stream, data.signal === signal, { standing: 'lasts', endedAt: null }),
});

function of(told: ToldOnes, stream: string, isSo: boolean, then: Omit<Told, 'at'>): ToldOnes {
  const id = idIn(warning, stream);
  const before = told[id];
  return isSo && before ? { ...told, [id]: { ...before, ...then } } : told;
}

/** By when they warned. */
export const inOrder = (told: ToldOnes): readonly (readonly [id: string, told: Told])[] =>
  Object.entries(told).sort(([a, one], [b, other]) => compareTexts(one.at, other.at) || compareTexts(a, b));
