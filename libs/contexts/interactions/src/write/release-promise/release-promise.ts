import { IsOneOf, IsText, Titled } from '@dossier/fields';
import { defineCommand, saysElse } from '@dossier/kernel';
import { interaction, mustStand, promiseOf, promiseRefuses } from '../../interaction';
import { interactionsRefusal } from '../../interactions.refusals';
import { OfPromise } from '../../of-promise';
import { releasing } from '../../releasing';
import { REASON } from '../../shown-parts';
import { type Release, releases } from '../../terms';

export class ReleasePromise extends OfPromise {
  @Titled(releases.title, {
    help: {
      zh: 'not-needed 自此不再需要；mistake 视同从未作出。',
      en: 'not-needed: from now on; mistake: as if it had never been made.',
    },
  })
  @IsOneOf(releases)
  readonly because!: Release;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 撤销约定: the customer needs it no longer, or it was recorded by mistake. */
export const releasePromise = defineCommand({
  name: 'interactions.ReleasePromise',
  title: { zh: '撤销约定', en: 'Release a promise' },
  command: ReleasePromise,
  on: interaction,
  id: ({ interactionId }) => interactionId,
  by: ['service', 'staff'],
  refuses: [promiseRefuses, interactionsRefusal.some('promise-released', 'promise-kept', 'before-made')],
  route: {
    path: 'interactions/:interactionId/release-promise',
    example: { interactionId: 'visit-2026-0042', promise: 2, because: 'not-needed', reason: '客户已自行确认' },
  },
  decide: ({ interactionId, promise, because, reason }, state, { occurredAt }) => {
    const one = promiseOf(state, { interactionId, promise });
    const isMistake = because === 'mistake';
    const { releasedAt, said = {} } = one;
    const isReleased = one.mistaken || (!isMistake && releasedAt !== null);
    if (isReleased && !saysElse({ because, reason }, said) && (isMistake || occurredAt >= (releasedAt ?? '')))
      return [];
    // also of an earlier day: whoever says so must know that another one is recorded
    if (isReleased) throw interactionsRefusal('promise-released', { promise, releasedAt });
    const at = isMistake ? one.madeAt : occurredAt;
    if (!isMistake) {
      mustStand(one, at);
      if (one.kept.at !== null) throw interactionsRefusal('promise-kept', { promise, keptAt: one.kept.at });
    }
    return releasing(one, { because, reason, at });
  },
});
