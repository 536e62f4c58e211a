import type { Text } from '@dossier/kernel';

/** What a customer says of its own accord, and what comes of it. */
export interface Remark {
  readonly kind: 'review' | 'suggestion' | 'interview';
  readonly touchpoint: string;
  readonly topic: string;
  readonly ratedDepartment: string;
  readonly words: Text;
  readonly cause?: Text;
  readonly answer: Text;
  /** Workdays in which it is to be answered. */
  readonly days: number;
}

export const remarks: readonly [Remark, ...Remark[]] = [
  {
    kind: 'suggestion',
    touchpoint: 'delivery',
    topic: 'delivery',
    ratedDepartment: 'logistics',
    words: { zh: '希望发货后当天告知运单号', en: 'Please tell us the tracking number on the day of shipment' },
    cause: { zh: '发货系统不推送运单号', en: 'The shipping system sends no tracking number' },
    answer: { zh: '自下月起发货当日短信告知运单号', en: 'From next month on it comes by message the same day' },
    days: 4,
  },
  {
    kind: 'review',
    touchpoint: 'repair',
    topic: 'after-sales',
    ratedDepartment: 'service',
    words: {
      zh: '工程师当天到场，半小时修好',
      en: 'The engineer came the same day and had it running in half an hour',
    },
    answer: { zh: '感谢认可，已转告该工程师', en: 'Thank you; the engineer has been told' },
    days: 2,
  },
  {
    kind: 'review',
    touchpoint: 'delivery',
    topic: 'product',
    ratedDepartment: 'purchasing',
    words: { zh: '标签比以前容易起翘', en: 'The labels come off more easily than they used to' },
    cause: { zh: '换了供应商，胶水配方不同', en: 'Another supplier, another glue' },
    answer: { zh: '已恢复原胶水，免费补发两卷', en: 'The former glue is back; two rolls were sent free of charge' },
    days: 2,
  },
  {
    kind: 'interview',
    touchpoint: 'visit',
    topic: 'price',
    ratedDepartment: 'sales',
    words: { zh: '备件单价尚可，运费偏高', en: 'The prices of parts are fair, the freight is too high' },
    cause: { zh: '小单多，每单单独发运', en: 'Many small orders, each shipped by itself' },
    answer: { zh: '建议每周合并发运，运费减半', en: 'One shipment a week would halve the freight' },
    days: 4,
  },
];
