import { decisionSpec, reactorSpec, told } from '@dossier/testing';
import { InteractionRecorded } from '../interaction.events';
import {
  PromiseKept,
  PromiseMade,
  PromiseMissed,
  PromiseMissWithdrawn,
  PromiseMoved,
  PromiseReleased,
} from '../promise.events';
import { missedPromises } from '../react/record-missed-promise/missed-promises';
import { recordMissedPromise } from '../react/record-missed-promise/record-missed-promise';
import { keepPromise } from './keep-promise/keep-promise';
import { movePromise } from './move-promise/move-promise';
import { releasePromise } from './release-promise/release-promise';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const stream = 'interaction-i';
const on = (day: number) => ({ stream, occurredAt: march(day) });
const one = (day: number) => ({ promise: 1, kind: 'promise', owner: '物流', dueAt: march(day) }) as const;
const recorded = told(InteractionRecorded({ kind: 'call', subject: '交期' }), { ...on(5), department: 'sales' });
const made = (due: number) => told(PromiseMade(one(due)), on(5));
const moved = (to: number, day: number) => told(PromiseMoved({ promise: 1, dueAt: march(to), reason: 'x' }), on(day));
const missed = (day: number) => told(PromiseMissed(one(day)), on(day));
const it_ = { interactionId: 'i', promise: 1 };

it('does not drop in silence that a promise was kept earlier than was recorded first', () => {
  const kept = told(PromiseKept({ promise: 1, verdict: 'late' }), on(22));
  const late = decisionSpec(keepPromise).given(recorded, made(20), missed(20), kept);
  // kept in time on the 18th, as is learnt only now: whoever says so hears what is recorded, and how to mend it
  late.when(it_, { occurredAt: march(18) }).then('interactions/promise-kept', { promise: 1, keptAt: march(22) });
  late.when(it_, { occurredAt: march(22) }).thenNothing();
});

it('keeps that a due date was agreed earlier than was recorded first, and takes back what was missed only by that', () => {
  const late = decisionSpec(movePromise).given(recorded, made(20), missed(20), moved(28, 22));
  const command = { ...it_, dueAt: march(28), reason: 'x' };
  late
    .when(command, { occurredAt: march(18), now: march(25) })
    .then(
      PromiseMoved({ promise: 1, dueAt: march(28), reason: 'x' }),
      PromiseMissWithdrawn({ promise: 1, dueAt: march(20) }, { occurredAt: march(20) }),
    );
  late.when(command, { occurredAt: march(22), now: march(25) }).thenNothing();
  late.when(command, { occurredAt: march(25), now: march(25) }).thenNothing();
});

it('does not drop in silence that a promise was released earlier than was recorded first', () => {
  const release = { ...it_, because: 'not-needed', reason: 'x' } as const;
  const gone = told(PromiseReleased({ promise: 1, because: 'not-needed', reason: 'x' }), on(22));
  const late = decisionSpec(releasePromise).given(recorded, made(20), missed(20), gone);
  late.when(release, { occurredAt: march(18) }).then('interactions/promise-released');
  late.when(release, { occurredAt: march(22) }).thenNothing();
  late.when(release, { occurredAt: march(25) }).thenNothing();
});

it('takes a miss back at a due date that was none, where an earlier one had been agreed', () =>
  decisionSpec(movePromise)
    .given(recorded, made(28), missed(28))
    .when({ ...it_, dueAt: march(20), reason: 'x' }, { occurredAt: march(10) })
    .then(
      PromiseMoved({ promise: 1, dueAt: march(20), reason: 'x' }),
      PromiseMissWithdrawn({ promise: 1, dueAt: march(28) }, { occurredAt: march(28) }),
    ));

it('tells a missed due date whether or not another one was agreed after it, before anybody looked', () =>
  // told on the 25th: made on the 5th for the 20th, and put off on the 21st, one day too late
  reactorSpec(missedPromises)
    .given(made(20), moved(28, 21))
    .then(march(20), { interactionId: 'i', promise: 1, dueAt: march(20) }));

it('records a missed due date though another one is awaited beside it, each once', () => {
  const put = decisionSpec(recordMissedPromise).given(recorded, made(20), moved(28, 21));
  for (const day of [20, 28])
    put.when({ ...it_, dueAt: march(day) }).then(PromiseMissed(one(day), { occurredAt: march(day) }));
  reactorSpec(missedPromises)
    .given(made(20), moved(28, 21), missed(20))
    .then(march(28), { interactionId: 'i', promise: 1, dueAt: march(28) });
  reactorSpec(missedPromises).given(made(20), moved(28, 21), missed(20), missed(28)).thenNothing();
});

it('tells nothing of a due date of history, but of the one that was agreed after it', () => {
  const history = { ...made(20), backfill: true, recordedAt: march(25) };
  const then = [history, { ...moved(28, 26), recordedAt: march(26) }];
  reactorSpec(missedPromises)
    .given(...then)
    .then(march(28), { interactionId: 'i', promise: 1, dueAt: march(28) });
  reactorSpec(missedPromises)
    .given(...then, missed(28))
    .thenNothing();
});
