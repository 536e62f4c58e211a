import { type CodeOf, defineTerms } from '@dossier/kernel';

/** 挽回原因 */
export const winBackCauses = defineTerms(
  'lifecycle.win-back-cause',
  { zh: '挽回原因', en: 'Why it came back' },
  {
    price: { zh: '价格与优惠', en: 'price or terms' },
    quality: { zh: '质量改进', en: 'better quality' },
    delivery: { zh: '交期改善', en: 'better delivery' },
    service: { zh: '服务改进', en: 'better service' },
    relationship: { zh: '客情与拜访', en: 'visits and relationship' },
    campaign: { zh: '挽回活动', en: 'win-back campaign' },
    competitor: { zh: '竞争对手未能满足', en: 'a competitor failed' },
    need: { zh: '需求恢复', en: 'the need is back' },
    other: { zh: '其他', en: 'other' },
  },
);
export type WinBackCause = CodeOf<typeof winBackCauses>;

/** 流失原因 */
export const lossCauses = defineTerms(
  'lifecycle.loss-cause',
  { zh: '流失原因', en: 'Why it was lost' },
  {
    price: { zh: '价格', en: 'price' },
    quality: { zh: '质量', en: 'quality' },
    delivery: { zh: '交期', en: 'delivery' },
    service: { zh: '服务', en: 'service' },
    'contact-left': { zh: '联系人离职', en: 'the contact left' },
    competitor: { zh: '转向竞争对手', en: 'went to a competitor' },
    'no-need': { zh: '需求消失或停产', en: 'no need any more' },
    dispute: { zh: '账款或合同纠纷', en: 'a dispute' },
    other: { zh: '其他', en: 'other' },
  },
);
export type LossCause = CodeOf<typeof lossCauses>;
