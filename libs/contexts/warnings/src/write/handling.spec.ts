import { decisionSpec, told } from '@dossier/testing';
import { settleWarning } from '../settle-warning';
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
} from '../warning.events';
import { acknowledgeWarning } from './acknowledge-warning/acknowledge-warning';
import { actOnWarning } from './act-on-warning/act-on-warning';
import { closeWarning } from './close-warning/close-warning';
import { correctOutcome } from './correct-outcome/correct-outcome';
import { snoozeWarning } from './snooze-warning/snooze-warning';

const warningId = 'silence-e-1';
const at = '2026-03-10T08:00:00.000Z';
const later = '2026-04-10T08:00:00.000Z';
const judged = {
  ...({ severity: 'high', formula: 'silence-1', action: 'call-buyer' } as const),
  ...{ score: 80, policyVersion: 0, measures: [], amounts: [], eventIds: ['e-1'] },
};
const signal = 'silence';
const raised = told(WarningRaised({ signal, ...judged }), { occurredAt: at });
const closed = WarningClosed({ outcome: 'averted' });
const withdrawn = WarningWithdrawn({ signal });

describe('what follows from facts', () => {
  const spec = decisionSpec(settleWarning);
  const command = { warningId, customerId: 'c', signal } as const;
  it('raises once, at the instant at which it warns', () => {
    const raise = { ...command, standing: 'lasts', at, judged } as const;
    spec.when(raise).then(WarningRaised({ signal, ...judged }, { occurredAt: at }));
    spec.given(raised).when(raise).thenNothing();
    expect(settleWarning.subject?.(raise)).toBe('c');
  });
  it('ends, takes back and resumes what is there, each at the instant that it is about', () => {
    const end = { ...command, standing: 'ended', at: later } as const;
    const ended = WarningEnded({ signal }, { occurredAt: later });
    spec.given(raised).when(end).then(ended);
    spec.when(end).thenNothing();
    spec.given(raised, ended).when(end).thenNothing();
    const takeBack = { ...command, standing: 'withdrawn', at } as const;
    spec
      .given(raised)
      .when(takeBack)
      .then(WarningWithdrawn({ signal }, { occurredAt: at }));
    const resume = { ...command, standing: 'lasts', at } as const;
    spec
      .given(raised, ended)
      .when(resume)
      .then(WarningResumed({ signal, endedAt: later }, { occurredAt: later }));
    spec
      .given(raised, withdrawn)
      .when(resume)
      .then(WarningResumed({ signal }, { occurredAt: at }));
  });
});

describe('what people do with a warning', () => {
  it('is acknowledged once, with a note as often as there is one', () => {
    const spec = decisionSpec(acknowledgeWarning);
    spec.given(raised).when({ warningId }).then(WarningAcknowledged({}));
    spec.given(raised, WarningAcknowledged({})).when({ warningId }).thenNothing();
    spec
      .given(raised, WarningAcknowledged({}))
      .when({ warningId, note: 'x' })
      .then(WarningAcknowledged({ note: 'x' }));
    spec
      .given(raised, WarningAcknowledged({ note: 'x' }))
      .when({ warningId, note: 'x' })
      .thenNothing();
    spec
      .given(raised, WarningSnoozed({ until: later, reason: 'x' }))
      .when({ warningId })
      .then(WarningAcknowledged({}));
  });
  it('is snoozed until a time to come', () => {
    const spec = decisionSpec(snoozeWarning);
    const context = { occurredAt: '2026-03-12T08:00:00.000Z' };
    const until = '2026-04-10T16:00:00+08:00';
    spec
      .given(raised)
      .when({ warningId, until, reason: 'x' }, context)
      .then(WarningSnoozed({ until: later, reason: 'x' }));
    spec
      .given(raised)
      .when({ warningId, until: context.occurredAt, reason: 'x' }, context)
      .then('warnings/snoozed-into-past', { until: context.occurredAt, at: context.occurredAt });
    spec
      .given(raised, WarningSnoozed({ until: later, reason: 'x' }))
      .when({ warningId, until: later, reason: 'x' }, context)
      .thenNothing();
    spec
      .given(raised, WarningSnoozed({ until: later, reason: 'x' }))
      .when({ warningId, until: later, reason: 'y' }, context)
      .then(WarningSnoozed({ until: later, reason: 'y' }));
  });
  it('is acted on, and closed with its outcome once', () => {
    const act = { warningId, action: 'call-buyer', note: 'x' } as const;
    decisionSpec(actOnWarning)
      .given(raised)
      .when(act)
      .then(WarningActedOn({ action: 'call-buyer', note: 'x' }));
    const spec = decisionSpec(closeWarning);
    spec.given(raised).when({ warningId, outcome: 'averted' }).then(closed);
    spec.given(raised, WarningEnded({ signal })).when({ warningId, outcome: 'averted' }).then(closed);
    spec.given(raised, closed).when({ warningId, outcome: 'averted' }).thenNothing();
    spec.given(raised, closed).when({ warningId, outcome: 'averted', note: 'x' }).then('warnings/warning-closed');
  });
  it('has another outcome where that was wrong, said once', () => {
    const spec = decisionSpec(correctOutcome);
    const correct = { warningId, outcome: 'lost', reason: 'x' } as const;
    const corrected = WarningOutcomeCorrected({ outcome: 'lost', reason: 'x' });
    spec.given(raised, closed).when(correct).then(corrected);
    spec.given(raised, closed, corrected).when(correct).thenNothing();
    spec
      .given(raised, closed, corrected)
      .when({ ...correct, outcome: 'averted' })
      .then(WarningOutcomeCorrected({ outcome: 'averted', reason: 'x' }));
    spec.when(correct).then('warnings/unknown-warning', { warningId });
    spec.given(raised).when(correct).then('warnings/not-closed', { warningId });
    spec.given(raised, closed, withdrawn).when(correct).then('warnings/warning-withdrawn', { warningId });
    spec
      .given(raised, told(closed, { occurredAt: later }))
      .when(correct, { occurredAt: at })
      .then('warnings/before-told', { warningId, toldAt: later, at });
    spec
      .given(raised, told(closed, { occurredAt: at }), told(corrected, { occurredAt: later }))
      .when({ ...correct, outcome: 'false-alarm' }, { occurredAt: at })
      .then('warnings/before-told', { warningId, toldAt: later, at });
  });
  it('is refused for one that nobody knows, that is closed or withdrawn, or of a time before it', () => {
    const spec = decisionSpec(closeWarning);
    const close = { warningId, outcome: 'lost' } as const;
    spec.when(close).then('warnings/unknown-warning', { warningId });
    spec.given(raised, closed).when(close).then('warnings/warning-closed');
    spec.given(raised, withdrawn).when(close).then('warnings/warning-withdrawn', { warningId });
    const before = '2026-03-10T07:59:59.999Z';
    spec
      .given(raised)
      .when(close, { occurredAt: before })
      .then('warnings/before-raised', { warningId, raisedAt: at, at: before });
    for (const def of [acknowledgeWarning, actOnWarning, snoozeWarning])
      expect(Object.keys(Object.assign({}, ...(def.refuses ?? [])) as object)).toContain('warnings/warning-closed');
  });
});
