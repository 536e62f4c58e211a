import type { PrintedForm, Text } from '@dossier/kernel';
import { PRODUCT } from '../../complaint-parts';
import { FORM_WORDS, list, pairs, turned, writer } from '../../form-writer';
import {
  ACKNOWLEDGE_BY,
  ACKNOWLEDGED_BY,
  DOCUMENT,
  GIVEN,
  GIVEN_BY,
  HAZARD,
  NOTICE_ID,
  RECIPIENT,
  RESPONSIBILITY,
} from '../../hazard-parts';
import { acknowledgementMethods, hazardSeverities, noticeChannels, noticeStatuses } from '../../hazard-terms';
import type { NoticeView } from './notice-view';

const WORDS = {
  missed: { zh: '登记的逾期（期限）', en: 'Recorded as not acknowledged by' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
  giverSigns: { zh: '告知人签字 / 日期', en: 'Told by / date' },
  statement: {
    zh: '我方已知悉上述产品不正确使用的危险及相应责任，并将告知使用人员。',
    en: 'We were told of the hazards of using the product wrongly and of who answers for them, and will tell those who use it.',
  },
  statementTitle: { zh: '客户确认', en: 'Acknowledgement' },
} satisfies Readonly<Record<string, Text>>;

/** 危险告知书: what the customer was told, whether and how it acknowledged that, and room to sign where it has not yet. */
export const noticeForm: PrintedForm = {
  name: 'notice',
  title: { zh: '危险告知书', en: 'Notice of hazard' },
  body: (view: NoticeView, printing) => {
    const { word, text, code, time } = writer(printing);
    const isStanding = view.withdrawnAt === null;
    return [
      pairs(
        [
          [word(NOTICE_ID), text(view.noticeId)],
          [word(GIVEN), time(view.givenAt)],
        ],
        [
          [word(FORM_WORDS.customer), text(printing.customerName) || text(view.customer)],
          [word(RECIPIENT), text(view.recipient)],
        ],
        [
          [word(PRODUCT), text(view.product)],
          [word(hazardSeverities.title), turned(code(hazardSeverities, view.severity), isStanding)],
        ],
        [
          [word(noticeChannels.title), code(noticeChannels, view.channel)],
          [word(GIVEN_BY), text(view.givenBy)],
        ],
        [
          [word(DOCUMENT), text(view.document)],
          [word(FORM_WORDS.status), code(noticeStatuses, view.status)],
        ],
        [[word(HAZARD), turned(text(view.hazard), isStanding)]],
        [[word(RESPONSIBILITY), turned(text(view.responsibility), isStanding)]],
        ...(isStanding
          ? []
          : [[[word(WORDS.withdrawn), [time(view.withdrawnAt), text(view.withdrawnBecause)].join(' ')] as const]]),
      ),
      list([ACKNOWLEDGE_BY, FORM_WORDS.at, ACKNOWLEDGED_BY, acknowledgementMethods.title, DOCUMENT].map(word), [
        [
          ...[time(view.dueAt), time(view.acknowledgedAt), text(view.acknowledgedBy)],
          ...[code(acknowledgementMethods, view.method), text(view.proof)],
        ],
      ]),
      ...(view.missed.length === 0 ? [] : [pairs([[word(WORDS.missed), view.missed.map(time).join(' · ')]])]),
      pairs(
        [[word(WORDS.statementTitle), word(WORDS.statement)]],
        [
          [word(WORDS.giverSigns), ''],
          [word(FORM_WORDS.customerSigns), ''],
        ],
      ),
    ].join('\n');
  },
};
