import { projectionSpec, told } from '@dossier/testing';
import {
  AcknowledgementMissed,
  AcknowledgementMissWithdrawn,
  AcknowledgementWithdrawn,
  HazardAcknowledged,
  HazardNoticeCorrected,
  HazardNoticeGiven,
  HazardNoticeSetAside,
  HazardNoticeWithdrawn,
} from '../../hazard-notice.events';
import { hazardNotices } from './hazard-notices';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const on = (day: number) => ({ stream: 'hazard-notice-n', occurredAt: march(day) });
const brief = { product: 'SEAL-80', severity: 'warning' } as const;
const content = {
  ...{ ...brief, channel: 'visit' as const, givenBy: 'tech-3', dueAt: march(10) },
  ...{ hazard: '烫伤', responsibility: '使用方' },
} as const;
const reason = 'x';
const given = told(HazardNoticeGiven(content), on(3));
const missed = told(AcknowledgementMissed({ ...brief, dueAt: march(10) }), on(10));
const acknowledged = (day: number) =>
  told(
    HazardAcknowledged({
      ...{ acknowledgedBy: '李娜', method: 'signature', document: 'S-1' },
      verdict: day <= 10 ? 'in-time' : 'late',
    }),
    on(day),
  );
const withdrawn = told(HazardNoticeWithdrawn({ reason: '已换型号' }), on(20));

it('shows what was told, who acknowledged it, when and how, and that it was withdrawn, as of any day', () => {
  const spec = projectionSpec(hazardNotices).given(given, missed, acknowledged(12), withdrawn);
  const shown = {
    ...{ noticeId: 'n', customer: 'customer-1', ...content, givenAt: march(3), recipient: null, document: null },
    ...{
      acknowledgedAt: march(12),
      acknowledgedBy: '李娜',
      contactId: null,
      method: 'signature' as const,
      proof: 'S-1',
    },
    ...{ withdrawnAt: march(20), withdrawnBecause: '已换型号', missed: [march(10)], businessLine: null },
  } as const;
  spec.thenView({ ...shown, status: 'withdrawn' });
  spec.thenView({ ...shown, status: 'acknowledged-late' }, { asOf: march(19) });
  spec.thenView({ ...shown, status: 'overdue' }, { asOf: march(11) });
  spec.thenView({ ...shown, status: 'open' }, { asOf: march(9) });
  spec.thenFields({ statusReached: 'withdrawn', overdueFrom: null, acknowledgedAt: march(12), product: 'SEAL-80' });
});
it('is acknowledged in time at its deadline, to be acknowledged again where that was none, and never missed then', () => {
  const back = told(AcknowledgementMissWithdrawn({ dueAt: march(10) }), on(10));
  const spec = projectionSpec(hazardNotices).given(given, missed, acknowledged(10), back);
  spec.thenFields({ statusReached: 'acknowledged' });
  spec.thenView(expect.objectContaining({ missed: [] }) as never);
  projectionSpec(hazardNotices)
    .given(given, acknowledged(10), told(AcknowledgementWithdrawn({ verdict: 'in-time', reason }), on(10)))
    .twice()
    .thenFields({ statusReached: 'open', overdueFrom: march(10), acknowledgedAt: null });
});
it('shows the last correction, of whatever time', () => {
  const aside = told(HazardNoticeSetAside(brief), on(3));
  const corrected = told(HazardNoticeCorrected({ ...content, severity: 'danger', dueAt: march(8), reason }), on(1));
  projectionSpec(hazardNotices)
    .given(given, aside, corrected)
    .thenFields({ givenAt: march(1), dueAt: march(8), severity: 'danger', statusReached: 'open' });
});
