import { decisionSpec, told } from '@dossier/testing';
import { WinBackCauseCorrected, WinBackCauseRecorded, WinBackCauseWithdrawn } from '../win-back.events';
import { correctWinBackCause } from './correct-win-back-cause/correct-win-back-cause';
import { recordWinBackCause } from './record-win-back-cause/record-win-back-cause';
import { withdrawWinBackCause } from './withdraw-win-back-cause/withdraw-win-back-cause';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const customerId = 'c-1';
const price = told(WinBackCauseRecorded({ cause: 'price' }), { occurredAt: march(1) });
const service = told(WinBackCauseRecorded({ cause: 'service', lostBecause: 'dispute' }), { occurredAt: march(5) });
const on = (day: number) => ({ occurredAt: march(day), now: march(20) });

describe('the cause of a win-back', () => {
  it('is recorded by hand, once of an instant', () => {
    const recording = decisionSpec(recordWinBackCause);
    const command = { customerId, cause: 'price' as const, note: 'x' };
    recording.when(command, on(1)).then(WinBackCauseRecorded({ cause: 'price', note: 'x' }));
    recording.given(price).when({ customerId, cause: 'price' }, on(1)).thenNothing();
    recording.given(price).when(command, on(1)).then('lifecycle/cause-recorded');
    recording
      .given(price)
      .when(command, on(2))
      .then(WinBackCauseRecorded({ cause: 'price', note: 'x' }));
  });
  it('is corrected where it was recorded last by then, as of that instant', () => {
    const correcting = decisionSpec(correctWinBackCause);
    const command = { customerId, cause: 'need' as const };
    const of = (day: number, before: 'price' | 'service') =>
      told(WinBackCauseCorrected({ cause: 'need', before }), { occurredAt: march(day) });
    correcting.given(price, service).when(command, on(20)).then(of(5, 'service'));
    correcting.given(service, price).when(command, on(4)).then(of(1, 'price'));
    correcting.given(price, of(1, 'price')).when(command, on(9)).thenNothing();
    correcting.given(service).when(command, on(4)).then('lifecycle/no-cause');
  });
  it('is withdrawn, and the one before it counts again', () => {
    const withdrawing = decisionSpec(withdrawWinBackCause);
    const command = { customerId, reason: 'x' };
    const of = (day: number, before: 'price' | 'service') =>
      told(WinBackCauseWithdrawn({ before, reason: 'x' }), { occurredAt: march(day) });
    withdrawing.given(price, service).when(command, on(20)).then(of(5, 'service'));
    const once = withdrawing.given(price, service, of(5, 'service'));
    once.when(command, on(20)).thenNothing();
    once.when(command, on(4)).then(of(1, 'price'));
    withdrawing.when(command, on(20)).then('lifecycle/no-cause');
  });
});
