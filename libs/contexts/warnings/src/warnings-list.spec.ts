import { projectionSpec, told } from '@dossier/testing';
import {
  WarningAcknowledged,
  WarningActedOn,
  WarningClosed,
  WarningEnded,
  WarningOutcomeCorrected,
  WarningRaised,
  WarningResumed,
  WarningSnoozed,
  WarningWithdrawn,
} from './warning.events';
import { warnings } from './warnings-list';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const on = (day: number) => ({ stream: 'warning-silence-1', occurredAt: march(day) });
const signal = 'silence';
const raised = told(
  WarningRaised({
    ...{ signal, severity: 'high', score: 80, eventIds: ['e'], formula: 'silence-1', policyVersion: 2 },
    ...{ measures: [{ measure: 'regularity', value: 4, points: 15 }], action: 'call-buyer' },
    amounts: [{ what: 'overdue', amount: '5.00', currency: 'CNY' }],
  }),
  on(1),
);
const snoozed = told(WarningSnoozed({ until: march(20), reason: 'moving' }), on(5));
const acted = told(WarningActedOn({ action: 'call-buyer', note: 'called' }), on(7));
const closed = told(WarningClosed({ outcome: 'averted' }), on(9));
const ended = told(WarningEnded({ signal }), on(8));
const shows = (wanted: object, day: number, ...events: readonly unknown[]) =>
  spec()
    .given(raised, ...(events as never[]))
    .thenView(expect.objectContaining(wanted) as never, { asOf: march(day) });
const spec = () => projectionSpec(warnings);

it('shows what it warns of, and what was done, by when it happened', () =>
  shows(
    {
      ...{ warningId: 'silence-1', customer: 'customer-1', signal, severity: 'high', score: 80, policyVersion: 2 },
      ...{ status: 'closed', outcome: 'averted', closedAt: march(9), endedAt: march(8), snoozedUntil: null },
      amounts: [{ what: 'overdue', amount: { amount: '5.00', currency: 'CNY' } }],
      steps: [
        expect.objectContaining({ is: 'snoozed', until: march(20), note: 'moving' }),
        expect.objectContaining({ is: 'acted-on', action: 'call-buyer', note: 'called' }),
        expect.objectContaining({ is: 'closed', outcome: 'averted', note: null }),
      ],
    },
    10,
    ...[acted, snoozed, ended, closed],
  ));

it('has the outcome that was told last, and was closed when that was told first', () => {
  const corrected = told(WarningOutcomeCorrected({ outcome: 'lost', reason: 'gone' }), on(12));
  const steps = [['averted', null] as const, ['lost', 'gone'] as const].map(
    ([outcome, note]) => expect.objectContaining({ is: 'closed', outcome, note }) as object,
  );
  shows({ status: 'closed', outcome: 'lost', closedAt: march(9), steps }, 13, closed, corrected);
});

it('is open again when it is to be told again, and settled by its cause before all', () => {
  shows({ status: 'open' }, 2);
  shows({ status: 'acknowledged' }, 3, told(WarningAcknowledged({}), on(2)));
  shows({ status: 'snoozed', snoozedUntil: march(20) }, 19, snoozed);
  shows({ status: 'open' }, 20, snoozed);
  shows({ status: 'ended', snoozedUntil: null }, 20, snoozed, ended);
  shows({ status: 'open', endedAt: null }, 20, ended, told(WarningResumed({ signal }), on(8)));
  shows({ status: 'withdrawn' }, 20, closed, told(WarningWithdrawn({ signal }), on(1)));
  const fields = spec().given(raised, snoozed);
  fields.thenFields({ statusReached: 'snoozed', snoozedUntil: march(20), signal, score: 80, outcome: null });
});
