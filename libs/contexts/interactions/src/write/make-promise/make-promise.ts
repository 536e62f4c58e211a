import { IsId, IsOneOf, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { interaction, interactionRefuses, standing } from '../../interaction';
import { interactionsRefusal } from '../../interactions.refusals';
import { made, MOST_PROMISES, NotedPromise } from '../../noted';
import { lastDue } from '../../promised';
import { INTERACTION_ID } from '../../shown-parts';
import { type PromiseKind, promiseKinds } from '../../terms';

export class MakePromise extends NotedPromise {
  @Titled(INTERACTION_ID) @IsId() readonly interactionId!: string;
  @Titled(promiseKinds.title, { help: { zh: '省略则为对客户的承诺。', en: 'Left out: to the customer.' } })
  @IsOptional()
  @IsOneOf(promiseKinds)
  readonly kind?: PromiseKind;
}

/** 补记约定: one more that was made in an interaction. */
export const makePromise = defineCommand({
  name: 'interactions.MakePromise',
  title: { zh: '补记约定', en: 'Add a promise' },
  command: MakePromise,
  on: interaction,
  id: ({ interactionId }) => interactionId,
  by: ['service', 'staff'],
  refuses: [interactionRefuses, interactionsRefusal.some('too-many-promises', 'due-before-made')],
  route: {
    path: 'interactions/:interactionId/promise',
    description: {
      zh: '约定视为在该互动发生时作出。',
      en: 'It counts as made when the interaction happened.',
    },
    example: {
      interactionId: 'visit-2026-0042',
      what: '寄送新版样本',
      owner: '市场部',
      dueAt: '2026-03-20T18:00:00+08:00',
    },
  },
  decide: ({ interactionId, kind = 'promise', ...command }, state) => {
    const { at: madeAt, promises } = standing(state, interactionId);
    const all = Object.values(promises);
    const one = made(command, { promise: all.length + 1, kind, madeAt });
    const { what, owner, dueAt } = one.data;
    const isThere = all.some(
      (each) =>
        each.releasedAt === null &&
        each.kind === kind &&
        each.what === what &&
        each.owner === owner &&
        lastDue(each) === dueAt,
    );
    if (isThere) return [];
    if (all.length >= MOST_PROMISES) throw interactionsRefusal('too-many-promises', { most: MOST_PROMISES });
    return [one];
  },
});
