import type { Printing } from '@dossier/kernel';
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
import { noticeForm } from './hazard-notice-form';
import { hazardNotices } from './hazard-notices';
import type { NoticeView } from './notice-view';

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

describe('the printed notice', () => {
  const printing: Printing = { language: 'zh', zone: 'Asia/Shanghai', customerName: '华东 <泵业>' };
  const viewOf = (spec: { readonly thenView: (view: never) => unknown }): NoticeView => {
    let seen: unknown;
    spec.thenView({ asymmetricMatch: (found: unknown) => ((seen = found), true) } as never);
    return seen as NoticeView;
  };
  const spec = projectionSpec(hazardNotices);
  it('has what was told, and room for the customer to sign where it did not yet', () => {
    const page = noticeForm.body(
      viewOf(spec.given({ ...given, data: { ...content, hazard: '<b>烫伤</b>' } })) as never,
      printing,
    );
    for (const text of ['SEAL-80', '华东 &lt;泵业&gt;', '&lt;b&gt;烫伤&lt;/b&gt;', '使用方', 'tech-3', '警告', '现场'])
      expect(page).toContain(text);
    expect(page).toContain('<td>2026-03-10 16:00</td><td></td><td></td><td></td><td></td>');
    expect(page).toContain('<th>客户签字 / 日期</th><td class="room"></td>');
    expect(page).not.toMatch(/<b>|https?:|<script|<img|style=/);
  });
  it('has who acknowledged it, when and how, and that its deadline was missed', () => {
    const page = noticeForm.body(viewOf(spec.given(given, missed, acknowledged(12))) as never, {
      ...printing,
      language: 'en',
    });
    expect(page).toContain(
      '<td>2026-03-10 16:00</td><td>2026-03-12 16:00</td><td>李娜</td><td>signature</td><td>S-1</td>',
    );
    expect(page).toContain('acknowledged late');
    expect(page).toContain('<th>Recorded as not acknowledged by</th><td colspan="3">2026-03-10 16:00</td>');
  });
  it('of one that was withdrawn strikes through what it told, and says why', () => {
    const page = noticeForm.body(viewOf(spec.given(given, withdrawn)) as never, printing);
    expect(page).toContain('<span class="turned">烫伤</span>');
    expect(page).toContain('2026-03-20 16:00 已换型号');
  });
  it('says what is erased or not disclosed', () => {
    const page = noticeForm.body(
      { ...viewOf(spec.given(given)), hazard: { erased: true }, recipient: { sealed: true } } as never,
      printing,
    );
    expect(page).toContain('（已删除）');
    expect(page).toContain('（不公开）');
  });
});
