import { decisionSpec, reactorSpec, told } from '@dossier/testing';
import { InteractionRecorded, InteractionRetracted } from '../../interaction.events';
import {
  PromiseKept,
  PromiseMade,
  PromiseMissed,
  PromiseMissWithdrawn,
  PromiseMoved,
  PromiseReleased,
  PromiseReopened,
} from '../../promise.events';
import { missedPromises } from './missed-promises';
import { recordMissedPromise } from './record-missed-promise';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const stream = 'interaction-i.1';
const on = (day: number) => ({ stream, occurredAt: march(day) });
const one = { promise: 2, kind: 'follow-up', owner: '王强', dueAt: march(20) } as const;
const made = told(PromiseMade(one), on(5));
const missed = told(PromiseMissed(one), on(20));
const kept = (day: number) => told(PromiseKept({ promise: 2, verdict: 'in-time' }), on(day));
const moved = told(PromiseMoved({ promise: 2, dueAt: march(28), reason: 'x' }), on(15));
const reopened = told(
  PromiseReopened({
    ...{ promise: 2, was: 'in-time', kind: 'follow-up', owner: '王强', department: 'sales', reason: 'x' },
    dues: [{ since: march(5), dueAt: march(20) }],
  }),
  on(18),
);
const released = (because: 'mistake' | 'not-needed', day: number) =>
  told(PromiseReleased({ promise: 2, because, reason: 'x' }), on(day));
const due = (day = 20) => ({ interactionId: 'i.1', promise: 2, dueAt: march(day) });

it('waits for the due date of what is not kept, once for each', () => {
  reactorSpec(missedPromises).given(made).twice().then(march(20), due());
  reactorSpec(missedPromises).given(made, missed).thenNothing();
  reactorSpec(missedPromises).given(made, moved).then(march(28), due(28));
  reactorSpec(missedPromises).given(made, missed, moved).then(march(28), due(28));
  const back = told(PromiseMissWithdrawn({ promise: 2, dueAt: march(20) }), on(20));
  reactorSpec(missedPromises).given(made, missed, back).then('2026-03-20T08:00:00.001Z', due());
});
it('waits no more for what is kept or released in time, and again for what is reopened', () => {
  reactorSpec(missedPromises).given(made, kept(20)).thenNothing();
  reactorSpec(missedPromises).given(made, released('not-needed', 20)).thenNothing();
  reactorSpec(missedPromises).given(made, released('mistake', 5)).thenNothing();
  reactorSpec(missedPromises).given(made, kept(18), reopened).then(march(20), due());
});
it('records it also where it was kept or released after the due date, before anybody looked', () => {
  reactorSpec(missedPromises).given(made, kept(21)).then(march(20), due());
  reactorSpec(missedPromises).given(made, released('not-needed', 21)).then(march(20), due());
});
it('tells nothing of history that is brought in when its due date has passed', () => {
  reactorSpec(missedPromises)
    .given({ ...made, backfill: true, recordedAt: march(20) })
    .thenNothing();
  reactorSpec(missedPromises)
    .given({ ...made, backfill: true, recordedAt: march(19) })
    .then(march(20), due());
});
it('says whose it was, at the instant at which it was due, and only where it was', () => {
  const spec = decisionSpec(recordMissedPromise);
  const begun = told(InteractionRecorded({ kind: 'call', subject: 'x' }), { ...on(5), department: 'sales' });
  spec
    .given(begun, made)
    .when(due())
    .then(PromiseMissed(one, { occurredAt: march(20) }));
  spec.given(begun, made, missed).when(due()).thenNothing();
  spec.given(begun, made, moved).when(due()).thenNothing();
  spec.given(begun, made, kept(20)).when(due()).thenNothing();
  spec
    .given(begun, made, kept(21))
    .when(due())
    .then(PromiseMissed(one, { occurredAt: march(20) }));
  spec
    .given(
      begun,
      made,
      released('mistake', 5),
      told(InteractionRetracted({ was: { department: 'sales' }, reason: 'x' }), on(5)),
    )
    .when(due())
    .thenNothing();
  spec
    .given(begun, made)
    .when(due(), { now: march(19) })
    .then('interactions/not-due-yet', { promise: 2, dueAt: march(20) });
  spec.when(due()).then('interactions/unknown-interaction');
});
