import { decisionSpec, told, withPolicy } from '@dossier/testing';
import {
  AcknowledgementMissed,
  AcknowledgementMissWithdrawn,
  AcknowledgementWithdrawn,
  HazardAcknowledged,
  HazardNoticeCorrected,
  HazardNoticeGiven,
  HazardNoticeSetAside,
  HazardNoticeWithdrawn,
} from '../hazard-notice.events';
import { hazardNoticesPolicy } from '../hazard-policy';
import { acknowledgeHazardNotice } from './acknowledge-hazard-notice/acknowledge-hazard-notice';
import { correctHazardNotice } from './correct-hazard-notice/correct-hazard-notice';
import { giveHazardNotice } from './give-hazard-notice/give-hazard-notice';
import { withdrawAcknowledgement } from './withdraw-acknowledgement/withdraw-acknowledgement';
import { withdrawHazardNotice } from './withdraw-hazard-notice/withdraw-hazard-notice';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const [noticeId, customerId, reason] = ['n', 'c-1', 'x'] as const;
const stream = 'hazard-notice-n';
const on = (day: number) => ({ stream, occurredAt: march(day) });
const content = {
  ...{
    product: 'SEAL-80',
    severity: 'warning' as const,
    channel: 'visit' as const,
    givenBy: 'tech-3',
    dueAt: march(10),
  },
  ...{ hazard: '烫伤', responsibility: '使用方', document: 'WX-1' },
} as const;
const brief = { product: 'SEAL-80', severity: 'warning' } as const;
const given = told(HazardNoticeGiven(content), on(3));
const missed = told(AcknowledgementMissed({ ...brief, dueAt: march(10) }), on(10));
const notMissed = AcknowledgementMissWithdrawn({ dueAt: march(10) }, { occurredAt: march(10) });
const acknowledgement = (verdict: 'in-time' | 'late') =>
  HazardAcknowledged({ acknowledgedBy: '李娜', method: 'signature', verdict });
const acknowledged = (day: number) => told(acknowledgement(day <= 10 ? 'in-time' : 'late'), on(day));
const withdrawn = (day: number) => told(HazardNoticeWithdrawn({ reason }), on(day));
const acknowledge = { noticeId, acknowledgedBy: '李娜', method: 'signature' } as const;

describe('a notice', () => {
  const spec = decisionSpec(giveHazardNotice);
  const { dueAt, ...said } = content;
  const command = { noticeId, customerId, ...said };
  it('is to be acknowledged after the days of its severity, or when it says', () => {
    spec.when(command, { occurredAt: march(3) }).then(HazardNoticeGiven(content));
    spec
      .when({ ...command, severity: 'danger' }, { occurredAt: march(3) })
      .then(HazardNoticeGiven({ ...content, severity: 'danger', dueAt: march(6) }));
    spec
      .when({ ...command, dueAt: '2026-03-10T16:00:00+08:00' }, { occurredAt: march(9) })
      .then(HazardNoticeGiven({ ...content, dueAt }));
    const policies = withPolicy(hazardNoticesPolicy, { danger: 1, warning: 2, caution: 3 });
    spec.when(command, { occurredAt: march(3), policies }).then(HazardNoticeGiven({ ...content, dueAt: march(5) }));
  });
  it('is not due before it is given', () =>
    spec
      .when({ ...command, dueAt }, { occurredAt: march(11) })
      .then('service/due-before-notice', { dueAt, givenAt: march(11) }));
});

describe('an acknowledgement', () => {
  const spec = decisionSpec(acknowledgeHazardNotice);
  it('in time that was told late takes back that there was none', () => {
    spec
      .given(given, missed)
      .when(acknowledge, { occurredAt: march(10) })
      .then(acknowledgement('in-time'), notMissed);
    spec
      .given(given, missed)
      .when(acknowledge, { occurredAt: march(11) })
      .then(acknowledgement('late'));
  });
  it('is given once, and not before the notice', () => {
    spec.given(given, acknowledged(8)).when(acknowledge).thenNothing();
    spec
      .given(given, acknowledged(8))
      .when(acknowledge, { occurredAt: march(8) })
      .thenNothing();
    spec
      .given(given, acknowledged(8))
      .when(acknowledge, { occurredAt: march(7) })
      .then('service/notice-acknowledged', { noticeId, acknowledgedAt: march(8) });
    spec
      .given(given)
      .when(acknowledge, { occurredAt: march(2) })
      .then('service/before-notice', { noticeId, givenAt: march(3), at: march(2) });
    spec.when(acknowledge).then('service/unknown-notice', { noticeId });
  });
  it('may be of before the notice was withdrawn, and not of later', () => {
    const spec_ = spec.given(given, withdrawn(9));
    spec_.when(acknowledge, { occurredAt: march(8) }).then(acknowledgement('in-time'));
    spec_
      .when(acknowledge, { occurredAt: march(9) })
      .then('service/notice-withdrawn', { noticeId, withdrawnAt: march(9) });
  });
  it('that was none is withdrawn at its instant', () => {
    const withdrawing = decisionSpec(withdrawAcknowledgement);
    const back = AcknowledgementWithdrawn({ verdict: 'in-time', reason }, { occurredAt: march(8) });
    withdrawing.given(given, acknowledged(8)).when({ noticeId, reason }).then(back);
    withdrawing.given(given).when({ noticeId, reason }).then('service/not-acknowledged', { noticeId });
    spec
      .given(given, acknowledged(8), told(AcknowledgementWithdrawn({ verdict: 'in-time', reason }), on(8)))
      .when(acknowledge, { occurredAt: march(12) })
      .then(acknowledgement('late'));
  });
});

describe('a correction', () => {
  const spec = decisionSpec(correctHazardNotice);
  it('holds from when it was given, and takes back what by it was never missed', () => {
    spec
      .given(given, missed)
      .when({ noticeId, dueAt: march(20), reason })
      .then(HazardNoticeCorrected({ ...content, dueAt: march(20), reason }, { occurredAt: march(3) }), notMissed);
    const { document, ...rest } = content;
    expect(document).toBe('WX-1');
    spec
      .given(given)
      .when({ noticeId, givenAt: march(1), remove: ['document'], reason })
      .then(
        HazardNoticeSetAside(brief, { occurredAt: march(3) }),
        HazardNoticeCorrected({ ...rest, reason }, { occurredAt: march(1) }),
      );
  });
  it('leaves what the customer acknowledged, and mends the rest', () => {
    const spec_ = spec.given(given, acknowledged(8));
    const refused = { noticeId, acknowledgedAt: march(8) };
    for (const news of [{ dueAt: march(20) }, { givenAt: march(1) }, { hazard: 'y' }, { product: 'SEAL-90' }])
      spec_.when({ noticeId, ...news, reason }).then('service/notice-acknowledged', refused);
    spec_
      .when({ noticeId, document: 'WX-2', reason })
      .then(HazardNoticeCorrected({ ...content, document: 'WX-2', reason }, { occurredAt: march(3) }));
  });
  it('says something new that can be', () => {
    const spec_ = spec.given(given);
    spec_.when({ noticeId, reason }).then('service/nothing-corrected');
    spec_.when({ noticeId, hazard: '烫伤', givenAt: march(3), reason }).thenNothing();
    spec_
      .when({ noticeId, dueAt: march(2), reason })
      .then('service/due-before-notice', { dueAt: march(2), givenAt: march(3) });
    spec_.when({ noticeId, document: 'y', remove: ['document'], reason }).then('service/given-and-removed');
    spec_.when({ noticeId, givenAt: '2027-01-01T00:00:00Z', reason }).then('service/not-happened-yet');
    spec.given(given, withdrawn(9)).when({ noticeId, hazard: 'y', reason }).then('service/notice-withdrawn');
    spec.when({ noticeId, hazard: 'y', reason }).then('service/unknown-notice', { noticeId });
  });
});

describe('a withdrawal', () => {
  const spec = decisionSpec(withdrawHazardNotice);
  const withdraw = { noticeId, reason };
  it('ends it from then on: what was missed before stays missed, and what would be later was not', () => {
    spec
      .given(given, missed)
      .when(withdraw, { occurredAt: march(11) })
      .then(HazardNoticeWithdrawn({ reason }));
    spec
      .given(given, missed)
      .when(withdraw, { occurredAt: march(10) })
      .then(HazardNoticeWithdrawn({ reason }), notMissed);
  });
  it('is done once, neither before the notice nor before its acknowledgement', () => {
    spec.given(given, withdrawn(9)).when(withdraw).thenNothing();
    spec
      .given(given, withdrawn(9))
      .when(withdraw, { occurredAt: march(9) })
      .thenNothing();
    spec
      .given(given, withdrawn(9))
      .when(withdraw, { occurredAt: march(8) })
      .then('service/notice-withdrawn', { noticeId, withdrawnAt: march(9) });
    spec
      .given(given, acknowledged(8))
      .when(withdraw, { occurredAt: march(8) })
      .then('service/notice-acknowledged', { noticeId, acknowledgedAt: march(8) });
    spec
      .given(given, acknowledged(8))
      .when(withdraw, { occurredAt: march(9) })
      .then(HazardNoticeWithdrawn({ reason }));
    spec
      .given(given)
      .when(withdraw, { occurredAt: march(2) })
      .then('service/before-notice', { noticeId, givenAt: march(3), at: march(2) });
    spec.when(withdraw).then('service/unknown-notice', { noticeId });
  });
});
