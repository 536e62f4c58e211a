import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { countedAs, interaction, interactionRefuses, standing } from '../../interaction';
import { InteractionRetracted } from '../../interaction.events';
import { releasing } from '../../releasing';
import { INTERACTION_ID, REASON } from '../../shown-parts';

export class RetractInteraction {
  @Titled(INTERACTION_ID) @IsId() readonly interactionId!: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 撤回互动: it never was, and with it none of its promises. */
export const retractInteraction = defineCommand({
  name: 'interactions.RetractInteraction',
  title: { zh: '撤回互动', en: 'Retract an interaction' },
  command: RetractInteraction,
  on: interaction,
  id: ({ interactionId }) => interactionId,
  by: ['service', 'staff'],
  refuses: [interactionRefuses],
  route: {
    path: 'interactions/:interactionId/retract',
    description: {
      zh: '视同从未发生，其约定一并撤销；时间线仍可见何人何时因何撤回。',
      en: 'As if it had never been, and none of its promises; the timeline still shows who retracted it, when and why.',
    },
    example: { interactionId: 'call-2026-0007', reason: '登记到了别的客户名下' },
  },
  decide: ({ interactionId, reason }, state) => {
    if (state?.retractedFor === reason) return [];
    const before = standing(state, interactionId);
    const { at, promises } = before;
    return [
      ...Object.values(promises)
        .filter(({ mistaken }) => !mistaken)
        .flatMap((one) => releasing(one, { because: 'mistake', reason, at: one.madeAt })),
      InteractionRetracted({ was: countedAs(before), reason }, { occurredAt: at }),
    ];
  },
});
