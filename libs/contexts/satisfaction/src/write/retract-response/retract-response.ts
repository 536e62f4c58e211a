import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { response, scoreIn, standingResponse } from '../../response';
import { ResponseRetracted } from '../../response.events';
import { satisfactionRefusal } from '../../satisfaction.refusals';
import { REASON, RESPONSE_ID } from '../../shown-parts';

export class RetractResponse {
  @Titled(RESPONSE_ID) @IsId() readonly responseId!: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 撤回答复: it never was. */
export const retractResponse = defineCommand({
  name: 'satisfaction.RetractResponse',
  title: { zh: '撤回满意度答复', en: 'Retract a survey response' },
  command: RetractResponse,
  on: response,
  id: ({ responseId }) => responseId,
  by: ['service', 'staff'],
  refuses: [satisfactionRefusal.some('unknown-response', 'retracted')],
  route: {
    path: 'survey-responses/:responseId/retract',
    description: {
      zh: '视同从未作答；时间线仍可见何人何时因何撤回。',
      en: 'As if it had never been given; the timeline still shows who retracted it, when and why.',
    },
    example: { responseId: 'csat-2026-0007', reason: '重复提交' },
  },
  decide: ({ responseId, reason }, state) => {
    if (state?.retractedFor === reason) return [];
    const { at, content } = standingResponse(state, responseId);
    return [ResponseRetracted({ ...scoreIn(content), reason }, { occurredAt: at })];
  },
});
