import { decisionSpec, reactorSpec, told } from '@dossier/testing';
import {
  AcknowledgementMissed,
  AcknowledgementMissWithdrawn,
  AcknowledgementWithdrawn,
  HazardAcknowledged,
  HazardNoticeCorrected,
  HazardNoticeGiven,
  HazardNoticeWithdrawn,
} from '../../hazard-notice.events';
import { recordUnacknowledged } from './record-unacknowledged';
import { unacknowledgedNotices } from './unacknowledged-notices';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const on = (day: number) => ({ stream: 'hazard-notice-n.1', occurredAt: march(day) });
const brief = { product: 'SEAL-80', severity: 'warning' } as const;
const content = { ...brief, channel: 'visit', givenBy: 'tech-3', dueAt: march(10) } as const;
const reason = 'x';
const given = told(HazardNoticeGiven(content), on(3));
const missed = told(AcknowledgementMissed({ ...brief, dueAt: march(10) }), on(10));
const acknowledged = (day: number) =>
  told(HazardAcknowledged({ acknowledgedBy: 'y', method: 'mail', verdict: day <= 10 ? 'in-time' : 'late' }), on(day));
const withdrawn = (day: number) => told(HazardNoticeWithdrawn({ reason }), on(day));
const due = (day = 10) => ({ noticeId: 'n.1', dueAt: march(day) });

it('waits for the deadline of what is not acknowledged, once for each', () => {
  const spec = reactorSpec(unacknowledgedNotices);
  spec.given(given).twice().then(march(10), due());
  spec.given(given, missed).thenNothing();
  const later = told(HazardNoticeCorrected({ ...content, dueAt: march(20), reason }), on(3));
  spec.given(given, later).then(march(20), due(20));
  spec.given(given, missed, later).then(march(20), due(20));
  const back = told(AcknowledgementMissWithdrawn({ dueAt: march(10) }), on(10));
  spec.given(given, missed, back).then('2026-03-10T08:00:00.001Z', due());
});
it('waits no more for what is acknowledged in time or withdrawn, and again where the acknowledgement was none', () => {
  const spec = reactorSpec(unacknowledgedNotices);
  spec.given(given, acknowledged(10)).thenNothing();
  spec.given(given, withdrawn(10)).thenNothing();
  spec
    .given(given, acknowledged(8), told(AcknowledgementWithdrawn({ verdict: 'in-time', reason }), on(8)))
    .then(march(10), due());
});
it('records it also where it was acknowledged or withdrawn after the deadline, before anybody looked', () => {
  reactorSpec(unacknowledgedNotices).given(given, acknowledged(11)).then(march(10), due());
  reactorSpec(unacknowledgedNotices).given(given, withdrawn(11)).then(march(10), due());
});
it('tells nothing of history that is brought in when its deadline has passed', () => {
  reactorSpec(unacknowledgedNotices)
    .given({ ...given, backfill: true, recordedAt: march(10) })
    .thenNothing();
  reactorSpec(unacknowledgedNotices)
    .given({ ...given, backfill: true, recordedAt: march(9) })
    .then(march(10), due());
});
it('says it at the deadline, and only where it was so', () => {
  const spec = decisionSpec(recordUnacknowledged);
  const told_ = AcknowledgementMissed({ ...brief, dueAt: march(10) }, { occurredAt: march(10) });
  spec.given(given).when(due()).then(told_);
  spec.given(given, acknowledged(11)).when(due()).then(told_);
  spec.given(given, missed).when(due()).thenNothing();
  spec.given(given, acknowledged(10)).when(due()).thenNothing();
  spec.given(given, withdrawn(10)).when(due()).thenNothing();
  spec.given(given).when(due(20)).thenNothing();
  spec
    .given(given)
    .when(due(), { now: march(9) })
    .then('service/acknowledgement-not-due', { dueAt: march(10) });
  spec.when(due()).then('service/unknown-notice', { noticeId: 'n.1' });
});
