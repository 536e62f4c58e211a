import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand, isNews, saysElse } from '@dossier/kernel';
import { hazardNotice, notBeforeNotice, noticeGiven } from '../../hazard-notice';
import { HazardNoticeWithdrawn } from '../../hazard-notice.events';
import { NOTICE_ID } from '../../hazard-parts';
import { hazardRefusal } from '../../hazard.refusals';
import { restatedMisses } from '../../hazard-standing';
import { REASON } from '../../shown-parts';

export class WithdrawHazardNotice {
  @Titled(NOTICE_ID) @IsId() readonly noticeId!: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 撤回危险告知: it is not to be acknowledged any more. */
export const withdrawHazardNotice = defineCommand({
  name: 'service.WithdrawHazardNotice',
  title: { zh: '撤回危险告知', en: 'Withdraw a notice of hazard' },
  command: WithdrawHazardNotice,
  on: hazardNotice,
  id: ({ noticeId }) => noticeId,
  by: ['service', 'staff'],
  refuses: [hazardRefusal.some('unknown-notice', 'before-notice', 'notice-acknowledged', 'notice-withdrawn')],
  route: {
    path: 'hazard-notices/:noticeId/withdraw',
    description: {
      zh: '自 occurredAt 起不再需要确认；从未告知过的，occurredAt 给告知时间，则任何一日均视同没有。撤回之前的确认仍保留。',
      en: 'From occurredAt on it is not to be acknowledged; of one that never was given, say the instant at which it was said to be: then it stands on no day. What was acknowledged before stays.',
    },
    example: {
      noticeId: 'HN-2026-0007',
      reason: '已更换为耐高温型号',
      occurredAt: '2026-06-01T09:00:00+08:00',
    },
  },
  decide: ({ noticeId, reason }, state, decision) => {
    const { occurredAt } = decision;
    const { before, origin } = noticeGiven(state, noticeId);
    notBeforeNotice(origin, noticeId, occurredAt);
    const { acknowledged, withdrawnAt } = before;
    if (withdrawnAt !== null) {
      const isSaid = !saysElse({ reason }, before.said.withdrawn ?? {});
      if (!isNews({ since: occurredAt, isSaid, isOfIt: withdrawnAt === occurredAt }, decision)) return [];
      throw hazardRefusal('notice-withdrawn', { noticeId, withdrawnAt });
    }
    if (acknowledged !== null && acknowledged.at >= occurredAt)
      throw hazardRefusal('notice-acknowledged', { noticeId, acknowledgedAt: acknowledged.at });
    return [HazardNoticeWithdrawn({ reason }), ...restatedMisses({ ...before, withdrawnAt: occurredAt })];
  },
});
