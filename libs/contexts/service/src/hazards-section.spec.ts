import { projectionSpec, told } from '@dossier/testing';
import {
  AcknowledgementWithdrawn,
  HazardAcknowledged,
  HazardNoticeCorrected,
  HazardNoticeGiven,
  HazardNoticeSetAside,
  HazardNoticeWithdrawn,
} from './hazard-notice.events';
import { hazardsSection } from './hazards-section';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const on = (id: string, day: number) => ({ stream: `hazard-notice-${id}`, occurredAt: march(day) });
const brief = { product: 'SEAL-80', severity: 'warning' } as const;
const content = { ...brief, channel: 'visit', givenBy: 'tech-3', dueAt: march(10) } as const;
const reason = 'x';
const given = (id: string, day: number, dueAt = march(10)) =>
  told(HazardNoticeGiven({ ...content, dueAt }), on(id, day));
const acknowledged = (id: string, day: number) =>
  told(
    HazardAcknowledged({ acknowledgedBy: 'y', method: 'mail', verdict: day <= 10 ? 'in-time' : 'late' }),
    on(id, day),
  );
const row = (notice: string, givenAt: string, dueAt = march(10)) => ({ notice, ...brief, givenAt, dueAt });

it('shows what is to be acknowledged, what is overdue, and when something was acknowledged last', () => {
  const spec = projectionSpec(hazardsSection).given(
    given('a', 3),
    given('b', 4, march(20)),
    given('c', 5),
    acknowledged('c', 8),
    given('d', 5),
    acknowledged('d', 11),
    given('e', 6),
    told(HazardNoticeWithdrawn({ reason }), on('e', 7)),
  );
  spec.thenView(
    {
      ...{ hazardStanding: 'overdue', openNotices: [row('b', march(4), march(20))] },
      ...{ overdueNotices: [row('a', march(3))], acknowledgedNotices: 2, acknowledgedLateNotices: 1 },
      ...{ withdrawnNotices: 1, lastNoticeAt: march(5), lastAcknowledgedAt: march(11), hazardsChangeAt: march(20) },
    },
    { asOf: march(15) },
  );
  spec.thenFields({ unacknowledgedNotices: 2, hazardDueAt: march(10), hazardStandingReached: 'in-time' });
});
it('is what each stream said last, whatever comes first', () => {
  const spec = projectionSpec(hazardsSection);
  const aside = told(HazardNoticeSetAside(brief), on('a', 3));
  const corrected = told(HazardNoticeCorrected({ ...content, dueAt: march(20), reason }), on('a', 1));
  const back = told(AcknowledgementWithdrawn({ verdict: 'in-time', reason }), on('a', 5));
  const all = [given('a', 3), acknowledged('a', 5), back, aside, corrected] as const;
  spec
    .given(...all)
    .inAnyOrderOfStreams()
    .thenFields({ unacknowledgedNotices: 1, hazardDueAt: march(20) });
  spec
    .given(...all)
    .thenView(
      expect.objectContaining({ openNotices: [row('a', march(1), march(20))], acknowledgedNotices: 0 }) as never,
      { asOf: march(6) },
    );
});
