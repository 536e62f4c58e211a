import { projectionSpec, readsOf, told, viewing, withPolicy } from '@dossier/testing';
import type { Printing } from '@dossier/kernel';
import {
  ActionTaken,
  ActionVerified,
  CauseFound,
  ComplaintClosed,
  ComplaintDeadlineMet,
  ComplaintDeadlineMissed,
  ComplaintEscalated,
  ComplaintFiled,
  ComplaintPaused,
  ComplaintResumed,
  ComplaintStepCorrected,
  ComplaintVerdictWithdrawn,
  ComplaintWithdrawn,
  InvestigationAsked,
  InvestigationReported,
} from '../../complaint.events';
import { complaintEntryOf } from '../../complaint-log';
import { complaintTargetPolicy } from '../../complaint-policies';
import { serviceSection } from '../../service-section';
import { feedbackForm, handlingForm } from '../../complaint-forms';
import { complaintTargetReport } from './complaint-target';
import type { ComplaintView } from '../../complaint-view';
import { type ComplaintDocument, complaints } from '../../complaints';
import { complaintsReport } from './complaints-report';

/** Noon in Shanghai. */
const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T04:00:00.000Z`;
const of = (id: string) => `complaint-${id}`;
const on = (day: number, recorded = day, id = 'k') => ({
  ...{ stream: of(id), occurredAt: march(day), recordedAt: march(recorded) },
});
const promise = { responseMinutes: 480, resolutionMinutes: 2400, hours: 'working', policyVersion: 0 } as const;
const counted = { hours: 'working', levelsVersion: 0, calendarVersion: 0, stretches: [] } as const;
const filed = told(
  ComplaintFiled({
    ...{ number: 'KS-1', severity: 'major', complaint: '<b>漏油</b>', demand: '更换', complainant: '王工' },
    ...{ product: 'SEAL-80', orderId: 'SO-1', promise },
  }),
  on(2),
);
const asked = told(InvestigationAsked({ department: 'purchasing', note: '查批次' }), on(3));
const reported = told(InvestigationReported({ department: 'purchasing', finding: '硬度不足' }), on(4));
const caused = told(CauseFound({ cause: 'material', explanation: '换料', responsible: 'purchasing' }), on(5));
const acted = told(ActionTaken({ corrective: '换批', preventive: '检验' }), on(6));
const breach = { clock: 'resolution', targetMinutes: 2400, spentMinutes: 2400, dueAt: march(9) } as const;
const missed = told(ComplaintDeadlineMissed({ ...breach, ...counted }), on(9));
const escalated = told(
  ComplaintEscalated({ to: 'executives', because: 'breach', severity: 'major', ...breach }),
  on(9),
);
const verified = told(ActionVerified({ effective: true, evidence: '两批合格' }), on(7, 12));
const closed = told(ComplaintClosed({ answer: '认可', satisfied: true }), on(8, 12));
const turn = { because: 'late', fact: 'closed', factAt: march(8) } as const;
const withdrawn = told(
  ComplaintVerdictWithdrawn({ verdictId: 'event-6', clock: 'resolution', outcome: 'missed', ...turn }),
  on(9, 12),
);
const met = told(
  ComplaintDeadlineMet({ ...breach, spentMinutes: 2100, ...counted, restates: 'event-6', ...turn }),
  on(8, 12),
);
const early = [filed, asked, reported, caused, acted, missed, escalated] as const;
const story = [...early, verified, closed, withdrawn, met] as const;

it('shows the answer with which it was closed, whatever is said again of a later day', () => {
  const again = told(ComplaintClosed({ answer: '再次认可', satisfied: false }), on(14));
  projectionSpec(complaints)
    .given(...story, again)
    .thenView(expect.objectContaining({ answer: '认可', satisfied: true, closedAt: march(8) }) as never);
});
it('shows a complaint with all that was found, done and judged, and what lost its ground', () => {
  const spec = projectionSpec(complaints).given(...story);
  spec.twice().thenFields({
    ...{ status: 'closed', severity: 'major', cause: 'material', responsible: 'purchasing', escalated: false },
    ...{ resolution: 'met', restated: true, filedAt: march(2), closedAt: march(8) },
  });
  spec.thenView(
    expect.objectContaining({
      ...{ answer: '认可', satisfied: true, explanation: '换料', findingsMissing: [] },
      investigations: [
        expect.objectContaining({ step: 'asked', department: 'purchasing', note: '查批次' }),
        expect.objectContaining({ step: 'reported', finding: '硬度不足', eventId: 'event-3' }),
      ],
      actions: [expect.objectContaining({ corrective: '换批', effective: true, evidence: '两批合格' })],
      escalations: [expect.objectContaining({ because: 'breach', dueAt: march(9), standing: false })],
      verdicts: [
        expect.objectContaining({ id: 'event-6', outcome: 'missed', standing: false, withdrawnAt: march(12) }),
        expect.objectContaining({ outcome: 'met', restates: 'event-6', ...turn, standing: true }),
      ],
    }) as never,
  );
  projectionSpec(complaints)
    .given(...early)
    .thenFields({ status: 'acted', escalated: true, resolution: 'missed', cause: 'material' });
});

describe('while we wait for the customer', () => {
  const paused = told(ComplaintPaused({ waitingFor: '寄回样件' }), on(5));
  const resumed = told(ComplaintResumed({ note: '已收到' }), on(8));
  const steps = (...all: readonly object[]): object =>
    expect.objectContaining({ steps: expect.arrayContaining(all) as never }) as object;
  const said = (step: string, note: string) => expect.objectContaining({ step, note }) as object;

  it('no clock is due, what is awaited is shown, and departments may go on', () => {
    const spec = projectionSpec(complaints).given(filed, asked, reported, paused, caused);
    spec.thenFields({ status: 'cause-found', waiting: true, nextDueAt: null });
    spec.thenView(expect.objectContaining({ waiting: true, waitingFor: '寄回样件' }) as never);
    spec.thenView(steps(said('paused', '寄回样件')) as never);
  });
  it('and after it the clock goes on with what was left', () => {
    const spec = projectionSpec(complaints).given(filed, asked, reported, paused, resumed);
    // at noon of the ninth, had we not waited through thirteen hours of work
    spec.thenFields({ status: 'investigating', waiting: false, nextDueAt: '2026-03-10T10:00:00.000Z' });
    spec.thenView(expect.objectContaining({ waiting: false, waitingFor: null }) as never);
    spec.thenView(steps(said('resumed', '已收到')) as never);
  });
});

const another = told(ComplaintFiled({ number: 'KS-2', severity: 'critical', complaint: 'x' }), on(20, 20, 'l'));
describe('the part of the 360° view', () => {
  const shows = (wanted: object, events: readonly object[], asOf: string, policies = viewing().policies) =>
    projectionSpec(serviceSection)
      .given(...(events as typeof story))
      .inAnyOrderOfStreams()
      .thenView(expect.objectContaining(wanted) as never, { asOf, policies });
  const target = { mostPerYear: 1, policyVersion: 0 };
  it('counts the complaints of a year against the target, as of any day', () => {
    shows(
      {
        ...{
          openComplaints: 1,
          overdueComplaints: 0,
          escalatedComplaints: 0,
          complaintsInAll: 2,
          complaintsThisYear: 2,
        },
        ...{ complaintTarget: { complaints: 2, met: false, ...target }, restatedComplaintVerdicts: 1 },
        complaints: [expect.objectContaining({ complaint: of('l'), severity: 'critical', status: 'filed' })],
      },
      [...story, another],
      march(25),
    );
    shows({ complaintTarget: { complaints: 1, met: true, ...target } }, [...story, another], march(10));
    shows({ complaintsInAll: 2, complaintsThisYear: 0 }, [...story, another], '2027-01-01T12:00:00.000Z');
    const back = told(ComplaintWithdrawn({}), on(21, 21, 'l'));
    shows({ complaintsThisYear: 2, openComplaints: 1 }, [...story, another, back], march(20));
    shows({ complaintsThisYear: 1, openComplaints: 0 }, [...story, another, back], march(22));
  });
  it('says which complaints wait for the customer, as of any day', () => {
    const paused = told(ComplaintPaused({}), on(21, 21, 'l'));
    const waits = (waiting: boolean) => ({
      ...{ openComplaints: 1, waitingComplaints: waiting ? 1 : 0 },
      complaints: [expect.objectContaining({ complaint: of('l'), status: 'filed', waiting })],
    });
    shows(waits(true), [another, paused], march(22));
    shows(waits(false), [another, paused], march(20));
    shows(waits(false), [another, paused, told(ComplaintResumed({}), on(23, 23, 'l'))], march(24));
  });
  it('goes by the target of the policy', () => {
    const policy = (document: { mostPerYear: number; scope: 'account' | 'company' }) =>
      withPolicy(complaintTargetPolicy, document, 4);
    const figures = { complaints: 2, mostPerYear: 2, met: true, policyVersion: 4 };
    const all = [...story, another];
    shows({ complaintTarget: figures }, all, march(25), policy({ mostPerYear: 2, scope: 'account' }));
    shows({ complaintTarget: null }, all, march(25), policy({ mostPerYear: 2, scope: 'company' }));
  });
  it('is late and escalated as it was before the closing was known', () =>
    shows({ openComplaints: 1, overdueComplaints: 1, escalatedComplaints: 1 }, early, march(10)));
});

/** The document of these events, as the engine folds it of what was recorded by then. */
function documentOf(events: readonly object[], knownAt: string): ComplaintDocument {
  type Told = (typeof story)[number];
  const log = (events as readonly Told[]).flatMap((event, index) => {
    const at = { id: `event-${index + 1}`, recordedAt: '', ...event };
    const name = event.type.split('.')[1] as keyof typeof complaintEntryOf;
    return at.recordedAt > knownAt ? [] : [complaintEntryOf[name](event.data as never, at as never)];
  });
  const empty = { complaint: '', demand: null, complainant: null, product: null, order: null, request: null };
  return { ...empty, complaintId: '', customer: 'c', number: '', businessLine: null, log, written: {}, reasons: {} };
}
describe('the reports', () => {
  const asking = (asOf: string, knownAt: string, policies = viewing().policies) => ({
    ...viewing({ asOf, zone: 'Asia/Shanghai', policies }),
    reads: readsOf(
      new Map([[complaints, { [of('k')]: documentOf(story, knownAt), [of('l')]: documentOf([another], march(31)) }]]),
    ),
  });
  it('say what they said then, and what is right now', async () => {
    const then = await complaintsReport.run({}, asking(march(10), march(10)));
    const now = await complaintsReport.run({}, asking(march(10), march(31)));
    const month = { month: '2026-03', complaints: 1, withdrawn: 0, waiting: 0, responseMissed: 0 };
    expect(then.rows).toEqual([
      { ...month, open: 1, closed: 0, escalated: 1, resolutionMissed: 1, satisfied: 0, meanDays: null },
    ]);
    expect(now.rows).toEqual([
      { ...month, open: 0, closed: 1, escalated: 0, resolutionMissed: 0, satisfied: 1, meanDays: 6 },
    ]);
  });
  it.each([
    ['cause', ['material', null]],
    ['responsible', ['purchasing', null]],
    ['severity', ['critical', 'major']],
  ] as const)('count by %s, what is not known last', async (by, groups) => {
    const { rows, total } = await complaintsReport.run({ by }, asking(march(31), march(31)));
    expect(rows.map((row) => [row[by], row.complaints])).toEqual(groups.map((group) => [group, 1]));
    expect(rows.map(({ label }) => label?.zh)).toEqual(groups.map((group) => (group === null ? '未查明' : undefined)));
    expect(total.complaints).toBe(2);
  });
  it('hold each customer, or the company, against the target', async () => {
    const { rows, ...rest } = await complaintTargetReport.run({}, asking(march(31), march(31)));
    expect(rows).toEqual([{ customer: 'c', complaints: 2, met: false }]);
    expect(rest).toEqual({
      ...{ year: '2026', scope: 'account', mostPerYear: 1, policyVersion: 0, complaints: 2, customers: 1 },
      ...{ customersMissed: 1, met: false },
    });
    const company = withPolicy(complaintTargetPolicy, { mostPerYear: 2, scope: 'company' });
    const all = await complaintTargetReport.run({}, asking(march(31), march(31), company));
    expect([all.met, all.customersMissed, all.rows[0]?.met]).toEqual([true, null, null]);
    expect((await complaintTargetReport.run({ year: '2025' }, asking(march(31), march(31)))).complaints).toBe(0);
  });
  it('follow a cause that was entered wrongly', async () => {
    const corrected = told(
      ComplaintStepCorrected({
        ...{ stepId: 'event-4', step: 'cause-found', before: march(5), at: march(5), reason: 'x', cause: 'transport' },
      }),
      on(5, 14),
    );
    const document = documentOf([...story, corrected], march(31));
    const reads = readsOf(new Map([[complaints, { [of('k')]: document }]]));
    const { rows } = await complaintsReport.run({ by: 'cause' }, { ...viewing(), reads });
    expect(rows).toEqual([expect.objectContaining({ cause: 'transport', complaints: 1 })]);
  });
});

describe('the printed forms', () => {
  const view = (): ComplaintView => {
    let seen: unknown;
    projectionSpec(complaints)
      .given(...story)
      .thenView({ asymmetricMatch: (given: unknown) => ((seen = given), true) } as never);
    return seen as ComplaintView;
  };
  const printing: Printing = { language: 'zh', zone: 'Asia/Shanghai', customerName: '华东 <泵业>' };
  it('are filled from the complaint, and nothing in them is markup', () => {
    const page = feedbackForm.body(view() as never, printing);
    for (const text of [
      'KS-1',
      '华东 &lt;泵业&gt;',
      '&lt;b&gt;漏油&lt;/b&gt;',
      '王工',
      '采购',
      '查批次',
      '2026-03-02 12:00',
    ])
      expect(page).toContain(text);
    expect(page).not.toContain('<b>');
    expect(page).toContain('<th>受理人 / 日期</th><td class="room"></td>'); // for writing by hand
    expect(page).not.toMatch(/https?:|<script|<img|style=/);
  });
  it('show what was found, done and judged, and strike through what holds no more', () => {
    const page = handlingForm.body(view() as never, { ...printing, language: 'en' });
    for (const text of ['硬度不足', 'purchasing', '换批', '检验', '两批合格', '认可', '2100 / 2400', 'met'])
      expect(page).toContain(text);
    expect(page).toContain('<span class="turned">missed</span>');
    expect(page).toContain('a fact was recorded late closed with the answer of the customer 2026-03-08 12:00');
  });
  it('tell why the rules escalate from what the person says who escalated', () => {
    const escalation = {
      ...{ to: 'executives', at: march(4), because: 'judgement', reason: '客户高层来电', standing: true },
      ...{ dueAt: null, eventId: 'e' },
    } as const;
    const page = handlingForm.body({ ...view(), escalations: [escalation] } as never, printing);
    expect(page).toContain('<th>升级至</th><th>时间</th><th>升级原因</th><th>升级人所述理由</th>');
  });
  it('say that a value is erased or not disclosed', () => {
    const page = handlingForm.body(
      { ...view(), complaint: { erased: true }, demand: { sealed: true } } as never,
      printing,
    );
    expect(page).toContain('（已删除）');
    expect(page).toContain('（不公开）');
  });
});
