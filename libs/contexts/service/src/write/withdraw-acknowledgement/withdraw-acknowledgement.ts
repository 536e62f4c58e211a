import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { hazardNotice, noticeGiven } from '../../hazard-notice';
import { AcknowledgementWithdrawn } from '../../hazard-notice.events';
import { NOTICE_ID } from '../../hazard-parts';
import { hazardRefusal } from '../../hazard.refusals';
import { verdictOf } from '../../hazard-standing';
import { REASON } from '../../shown-parts';

export class WithdrawAcknowledgement {
  @Titled(NOTICE_ID) @IsId() readonly noticeId!: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 撤回确认: it was recorded as acknowledged, and was not. */
export const withdrawAcknowledgement = defineCommand({
  name: 'service.WithdrawAcknowledgement',
  title: { zh: '撤回危险告知的确认', en: 'Withdraw an acknowledgement' },
  command: WithdrawAcknowledgement,
  on: hazardNotice,
  id: ({ noticeId }) => noticeId,
  by: ['service', 'staff'],
  refuses: [hazardRefusal.some('unknown-notice', 'not-acknowledged')],
  route: {
    path: 'hazard-notices/:noticeId/withdraw-acknowledgement',
    description: {
      zh: '视同从未确认；期限已过的随即登记为逾期。',
      en: 'As if it had never been acknowledged; where its deadline has passed, it is recorded as missed at once.',
    },
    example: { noticeId: 'HN-2026-0007', reason: '签字人无权确认' },
  },
  decide: ({ noticeId, reason }, state) => {
    const { before, origin } = noticeGiven(state, noticeId);
    const { acknowledged } = before;
    if (acknowledged === null) throw hazardRefusal('not-acknowledged', { noticeId });
    const verdict = verdictOf(origin, acknowledged.at);
    return [AcknowledgementWithdrawn({ verdict, reason }, { occurredAt: acknowledged.at })];
  },
});
