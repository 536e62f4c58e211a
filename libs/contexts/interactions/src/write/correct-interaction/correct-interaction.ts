import { IsId, IsInstant, IsOneOf, IsText, Removes, Titled } from '@dossier/fields';
import { addMinutes, canonicalJson, defineCommand, instant, milliseconds } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { contentIn, contentLeft } from '../../content';
import { countedAs, interaction, interactionRefuses, standing } from '../../interaction';
import { type InteractionContent, InteractionCorrected, InteractionMoved } from '../../interaction.events';
import { interactionsRefusal } from '../../interactions.refusals';
import { Noted } from '../../noted';
import { HAPPENED, INTERACTION_ID, REASON, SUBJECT } from '../../shown-parts';
import { type InteractionKind, interactionKinds, type Removable, removables } from '../../terms';

export class CorrectInteraction extends Noted {
  @Titled(INTERACTION_ID) @IsId() readonly interactionId!: string;
  @Titled(interactionKinds.title)
  @IsOptional()
  @IsOneOf(interactionKinds)
  readonly kind?: InteractionKind;
  @Titled(SUBJECT)
  @IsOptional()
  @IsText(200)
  readonly subject?: string;
  @Titled(HAPPENED, { help: { zh: '实际发生的时间。', en: 'When it really did.' } })
  @IsOptional()
  @IsInstant()
  readonly happenedAt?: string;
  @Removes(removables) readonly remove?: readonly Removable[];
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** A clock may be so far ahead of ours. */
const FUTURE_MINUTES = 5;

/** 更正互动: what was noted wrongly; it holds from when the interaction happened. */
export const correctInteraction = defineCommand({
  name: 'interactions.CorrectInteraction',
  title: { zh: '更正互动', en: 'Correct an interaction' },
  command: CorrectInteraction,
  on: interaction,
  id: ({ interactionId }) => interactionId,
  by: ['service', 'staff'],
  refuses: [interactionRefuses, interactionsRefusal.some('nothing-corrected', 'given-and-removed', 'not-happened-yet')],
  route: {
    path: 'interactions/:interactionId/correct',
    description: {
      zh: '只改所给的内容，自互动发生时起生效；时间记错用 happenedAt。约定另有命令，其作出时间不随之改变；也须更改的，请以 mistake 撤销，再以实际时间另作约定。',
      en: 'Changes only what is given, from when it happened; happenedAt mends a wrong time. Promises have commands of their own and stay of the time at which they were made; where that is wrong as well, release one as a mistake and make it anew, of its real time.',
    },
    example: {
      interactionId: 'visit-2026-0042',
      sentiment: 'neutral',
      happenedAt: '2026-03-05T10:00:00+08:00',
      reason: '时间记错，客户只是询问交期',
    },
  },
  decide: (command, state, { now }) => {
    const { interactionId, happenedAt, remove = [], reason } = command;
    const noted = standing(state, interactionId);
    const { at, department, content } = noted;
    const was = countedAs(noted);
    const news = contentIn(command);
    if (Object.keys(news).length === 0 && remove.length === 0 && happenedAt === undefined)
      throw interactionsRefusal('nothing-corrected');
    const field = remove.find((each) => each in news);
    if (field !== undefined) throw interactionsRefusal('given-and-removed', { field: removables.words[field] });
    const before = contentLeft(content);
    const kept = Object.entries(before).filter(([name]) => !(remove as readonly string[]).includes(name));
    const then = Object.fromEntries([...kept, ...Object.entries(news)]) as object as InteractionContent;
    const happened = happenedAt === undefined ? at : instant(milliseconds(happenedAt));
    if (happened > addMinutes(now, FUTURE_MINUTES))
      throw interactionsRefusal('not-happened-yet', { happenedAt: happened });
    if (happened === at && canonicalJson(then) === canonicalJson(before)) return [];
    return [
      ...(happened === at ? [] : [InteractionMoved({ happenedAt: happened, was }, { occurredAt: at })]),
      InteractionCorrected(
        { ...contentIn(then), department, ...(happened === at && { was }), reason },
        { occurredAt: happened },
      ),
    ];
  },
});
