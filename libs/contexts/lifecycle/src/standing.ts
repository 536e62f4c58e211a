import { daysBetween, kind, roundedTo, shape, type Shown, type ShowsPersonal, type Viewing } from '@dossier/kernel';
import type { Ledger } from './ledger';
import { lifecyclePolicy } from './lifecycle-policy';
import { actionsFor, playsPolicy } from './plays-policy';
import { EPISODE, STANDING } from './shown-parts';
import { type Lifecycle, stageAt, stages } from './stages';
import { type CameBack, winBacksOf } from './win-backs';

export const standingShape = shape({ ...STANDING, history: kind.rows({ zh: '历史', en: 'History' }, EPISODE) });
/** A customer's present stage, what to do in it, its win-backs and its history. */
export type Standing = Shown<typeof standingShape>;

/** Where {@link standingOf} shows personal values. */
export const STANDING_SHOWS: readonly ShowsPersonal[] = [{ at: 'winBacks/*/note', of: ['lifecycle.note'] }];

export const lifecycleOf = (ledger: Ledger, { asOf, policies }: Viewing): Lifecycle =>
  stageAt(ledger, policies(lifecyclePolicy).document, asOf);

export function standingOf(ledger: Ledger, viewing: Viewing): Standing {
  const lifecycle = lifecycleOf(ledger, viewing);
  const { stage, since, eventIds, churnsAt, history } = lifecycle;
  const plays = viewing.policies(playsPolicy);
  const { winBacks, unmatched } = winBacksOf(lifecycle, ledger, viewing);
  return {
    ...{ stage, label: stages.words[stage], since, eventIds, churnsAt },
    play: { actions: actionsFor(plays.document, stage), policyVersion: plays.version },
    winBacks: winBacks.map((one) => {
      const { note = null } = one.cause?.said ?? {};
      const { churnedAt, wonBackAt, eventIds: by, cause } = one;
      return { churnedAt, wonBackAt, ...cameBack(one), note, eventIds: by, causeEventId: cause?.eventId ?? null };
    }),
    unmatchedCauses: unmatched.length,
    policyVersion: viewing.policies(lifecyclePolicy).version,
    history,
  };
}

/** How long it was lost, and why as far as codes say. */
export function cameBack({ churnedAt, wonBackAt, cause: told }: CameBack) {
  const { cause = null, lostBecause = null } = told?.said ?? {};
  return { silentDays: round1(daysBetween(churnedAt, wonBackAt)), cause, lostBecause };
}

/** Days to one decimal. */
export const round1 = (days: number): number => roundedTo(1, days);
