import { departments, type PrintedForm, type Printing, type Text } from '@dossier/kernel';
import {
  ANSWER,
  COMPLAINANT,
  COMPLAINT_NUMBER,
  COMPLAINT_SAID,
  CORRECTIVE,
  DEMAND,
  DEPARTMENT,
  EFFECTIVE,
  ESCALATED_IN_WORDS,
  ESCALATED_TO,
  EVIDENCE,
  EXPLANATION,
  FINDING,
  PREVENTIVE,
  PRODUCT,
  RESPONSIBLE,
  SATISFIED,
  WAITING,
} from './complaint-parts';
import { complaintCauses, complaintStatuses, complaintSteps, escalations, severities } from './complaint-terms';
import { FORM_WORDS, list, pairs, turned, type Writer, writer } from './form-writer';
import { ORDER } from './shown-parts';
import { outcomes, restatements, serviceClocks } from './terms';
import type { ComplaintView } from './complaint-view';

const WORDS = {
  filed: { zh: '受理时间', en: 'Filed' },
  asked: { zh: '转交部门', en: 'Passed on to' },
  opinion: { zh: '初步处理意见', en: 'First opinion' },
  taker: { zh: '受理人 / 日期', en: 'Taken by / date' },
  head: { zh: '部门负责人 / 日期', en: 'Head of department / date' },
  quality: { zh: '质量负责人 / 日期', en: 'Quality manager / date' },
  director: { zh: '批准 / 日期', en: 'Approved / date' },
  verdict: { zh: '时限结论', en: 'Verdict' },
  minutes: { zh: '计入 / 时限（分钟）', en: 'Counted / promised (minutes)' },
  turned: { zh: '改判原因', en: 'Why restated' },
} satisfies Readonly<Record<string, Text>>;

/** Who complains of what, on both forms. */
function heading(view: ComplaintView, { word, text, code, time }: Writer, { customerName }: Printing): string {
  return pairs(
    [
      [word(COMPLAINT_NUMBER), text(view.number)],
      [word(WORDS.filed), time(view.filedAt)],
    ],
    [
      [word(FORM_WORDS.customer), text(customerName) || text(view.customer)],
      [word(COMPLAINANT), text(view.complainant)],
    ],
    [
      [word(PRODUCT), text(view.product)],
      [word(ORDER), text(view.order)],
    ],
    [
      [word(severities.title), code(severities, view.severity)],
      [
        word(FORM_WORDS.status),
        [code(complaintStatuses, view.status), view.waiting ? word(WAITING) : ''].filter(Boolean).join(' · '),
      ],
    ],
    [[word(COMPLAINT_SAID), text(view.complaint)]],
    [[word(DEMAND), text(view.demand)]],
  );
}

/** 客户反馈信息表: what the customer said, and to whom it was passed on. */
export const feedbackForm: PrintedForm = {
  name: 'feedback',
  title: { zh: '客户反馈信息表', en: 'Customer feedback form' },
  body: (view: ComplaintView, printing) => {
    const write = writer(printing);
    const { word, text, code, time } = write;
    const asked = view.investigations.filter(({ step }) => step === 'asked');
    return [
      heading(view, write, printing),
      list(
        [word(WORDS.asked), word(FORM_WORDS.at), word({ zh: '要求', en: 'What is asked' })],
        asked.length === 0
          ? [['&nbsp;', '', '']]
          : asked.map(({ department, at, note }) => [code(departments, department), time(at), text(note)]),
      ),
      pairs(
        [[word(WORDS.opinion), '']],
        [
          [word(WORDS.taker), ''],
          [word(WORDS.head), ''],
        ],
      ),
    ].join('\n');
  },
};

/** 客户投诉调查处理表: what was found, done and verified, what the customer says to it, and how long it took. */
export const handlingForm: PrintedForm = {
  name: 'handling',
  title: { zh: '客户投诉调查处理表', en: 'Investigation and handling of a complaint' },
  body: (view: ComplaintView, printing) => {
    const write = writer(printing);
    const { word, text, code, time, flag } = write;
    const reports = view.investigations.filter(({ step }) => step === 'reported');
    const missing = view.findingsMissing.map((department) => [code(departments, department), '', '']);
    const actions = view.actions.length === 0 ? [EMPTY_ACTION] : view.actions;
    return [
      heading(view, write, printing),
      list(
        [word(DEPARTMENT), word(FORM_WORDS.at), word(FINDING)],
        [
          ...reports.map(({ department, at, finding }) => [code(departments, department), time(at), text(finding)]),
          ...missing,
        ],
      ),
      pairs(
        [
          [word(complaintCauses.title), code(complaintCauses, view.cause)],
          [word(RESPONSIBLE), code(departments, view.responsible)],
        ],
        [[word(EXPLANATION), text(view.explanation)]],
      ),
      ...actions.map(({ corrective, preventive, effective, verifiedAt, evidence }) =>
        pairs(
          [[word(CORRECTIVE), text(corrective)]],
          [[word(PREVENTIVE), text(preventive)]],
          [
            [word(EFFECTIVE), [flag(effective), time(verifiedAt)].filter(Boolean).join(' ')],
            [word(EVIDENCE), text(evidence)],
          ],
        ),
      ),
      pairs(
        [[word(ANSWER), text(view.answer)]],
        [
          [word(SATISFIED), flag(view.satisfied)],
          [word({ zh: '结案时间', en: 'Closed' }), time(view.closedAt)],
        ],
      ),
      ...verdictsOn(view, write),
      ...(view.escalations.length === 0
        ? []
        : [
            list(
              [word(ESCALATED_TO), word(FORM_WORDS.at), word(escalations.title), word(ESCALATED_IN_WORDS)],
              view.escalations.map(({ to, at, because, reason, standing }) =>
                [code(departments, to), time(at), code(escalations, because), text(reason)].map((cell) =>
                  turned(cell, standing),
                ),
              ),
            ),
          ]),
      pairs(
        [
          [word(WORDS.head), ''],
          [word(WORDS.quality), ''],
        ],
        [
          [word(WORDS.director), ''],
          [word(FORM_WORDS.customerSigns), ''],
        ],
      ),
    ].join('\n');
  },
};
const EMPTY_ACTION = { corrective: null, preventive: null, effective: null, verifiedAt: null, evidence: null };

/** Verdicts, those that were restated too, with what turned them. */
function verdictsOn({ verdicts }: ComplaintView, { word, code, time }: Writer): readonly string[] {
  if (verdicts.length === 0) return [];
  return [
    list(
      [word(serviceClocks.title), word(WORDS.verdict), word(FORM_WORDS.at), word(WORDS.minutes), word(WORDS.turned)],
      verdicts.map(({ clock, outcome, at, spentMinutes, targetMinutes, because, fact, factAt, standing }) => [
        ...[code(serviceClocks, clock), code(outcomes, outcome), time(at), `${spentMinutes} / ${targetMinutes}`].map(
          (cell) => turned(cell, standing),
        ),
        [code(restatements, because), code(complaintSteps, fact), time(factAt)].filter(Boolean).join(' '),
      ]),
    ),
  ];
}
