import { decisionSpec, told } from '@dossier/testing';
import { InteractionRecorded } from '../interaction.events';
import {
  PromiseJudgedAgain,
  PromiseKept,
  PromiseMade,
  PromiseMissed,
  PromiseMissWithdrawn,
  PromiseMoved,
  PromiseReleased,
  PromiseReopened,
} from '../promise.events';
import { keepPromise } from './keep-promise/keep-promise';
import { makePromise } from './make-promise/make-promise';
import { movePromise } from './move-promise/move-promise';
import { releasePromise } from './release-promise/release-promise';
import { reopenPromise } from './reopen-promise/reopen-promise';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const stream = 'interaction-i';
const it_ = { interactionId: 'i', promise: 1 };
const reason = 'x';
const on = (day: number) => ({ stream, occurredAt: march(day) });
const owner = '物流';
const one = { promise: 1, kind: 'promise', owner, dueAt: march(20) } as const;
const begun = [
  told(InteractionRecorded({ kind: 'call', subject: '交期' }), { ...on(5), department: 'sales' }),
  told(PromiseMade({ ...one, what: '月底前到货' }), on(5)),
] as const;
const kept = (day: number) => told(PromiseKept({ promise: 1, verdict: day > 20 ? 'late' : 'in-time' }), on(day));
const again = (was: 'in-time' | 'late' | 'released', day: number, dues: readonly object[] = []) =>
  PromiseReopened(
    {
      ...{ promise: 1, was, kind: 'promise', what: '月底前到货', owner, department: 'unnamed', reason },
      dues: [{ since: march(5), dueAt: march(20) }, ...(dues as never[])],
    },
    { occurredAt: march(day) },
  );
const missed = told(PromiseMissed(one), on(20));
const back = PromiseMissWithdrawn({ promise: 1, dueAt: march(20) }, { occurredAt: march(20) });
const released = (because: 'mistake' | 'not-needed', day: number) =>
  told(PromiseReleased({ promise: 1, because, reason }), on(day));

describe('a promise that was forgotten', () => {
  const spec = decisionSpec(makePromise).given(...begun);
  const command = { interactionId: 'i', what: '样本', owner, dueAt: march(20) };
  it('counts as made when the interaction happened, with the next number', () => {
    const second = { promise: 2, kind: 'promise', what: '样本', owner, dueAt: march(20) } as const;
    spec.when(command, { occurredAt: march(9) }).then(PromiseMade(second, { occurredAt: march(5) }));
    spec
      .when({ ...command, kind: 'follow-up' })
      .then(PromiseMade({ ...second, kind: 'follow-up' }, { occurredAt: march(5) }));
    spec.when({ ...command, dueAt: march(4) }).then('interactions/due-before-made');
  });
  it('is none where it is there already, and one of fifty at most', () => {
    spec.when({ ...command, what: '月底前到货' }).thenNothing();
    decisionSpec(makePromise)
      .given(...begun, released('mistake', 5))
      .when({ ...command, what: '月底前到货' })
      .then(PromiseMade({ ...one, promise: 2, what: '月底前到货' }, { occurredAt: march(5) }));
    const many = Array.from({ length: 49 }, (_, i) => told(PromiseMade({ ...one, promise: i + 2 }), on(5)));
    decisionSpec(makePromise)
      .given(...begun, ...many)
      .when(command)
      .then('interactions/too-many-promises', { most: 50 });
    decisionSpec(makePromise).when(command).then('interactions/unknown-interaction');
  });
});

describe('a promise', () => {
  const spec = decisionSpec(keepPromise);
  it('is kept once, with a word of how', () => {
    spec
      .given(...begun)
      .when({ ...it_, note: '已签收' }, { occurredAt: march(18) })
      .then(PromiseKept({ promise: 1, verdict: 'in-time', note: '已签收' }));
    spec
      .given(...begun, kept(18))
      .when(it_, { occurredAt: march(19) })
      .thenNothing();
  });
  it('was not missed after all where it was kept in time and that is told late', () => {
    const late = spec.given(...begun, missed);
    late.when(it_, { occurredAt: march(20) }).then(PromiseKept({ promise: 1, verdict: 'in-time' }), back);
    late.when(it_, { occurredAt: '2026-03-20T08:00:00.001Z' }).then(PromiseKept({ promise: 1, verdict: 'late' }));
  });
  it('is there, stands, and was made before it is kept', () => {
    spec
      .given(...begun)
      .when({ ...it_, promise: 2 })
      .then('interactions/unknown-promise', { ...it_, promise: 2 });
    spec
      .given(...begun)
      .when(it_, { occurredAt: march(4) })
      .then('interactions/before-made', { promise: 1, madeAt: march(5), at: march(4) });
    spec
      .given(...begun, released('not-needed', 9))
      .when(it_)
      .then('interactions/promise-released');
  });
  it('that was not kept after all is open as if that had never been said', () => {
    const reopening = decisionSpec(reopenPromise);
    reopening
      .given(...begun, kept(18))
      .when({ ...it_, reason })
      .then(again('in-time', 18));
    reopening
      .given(...begun)
      .when({ ...it_, reason })
      .then('interactions/not-kept', { promise: 1 });
    reopening
      .given(...begun, kept(18), released('mistake', 5))
      .when({ ...it_, reason })
      .then('interactions/promise-released');
  });
});

describe('another due date', () => {
  const spec = decisionSpec(movePromise);
  const to = (day: number) => ({ ...it_, dueAt: march(day), reason });
  const moved = (day: number) => PromiseMoved({ promise: 1, dueAt: march(day), reason });
  it('holds from when it was agreed: what was missed before that stays so', () => {
    spec
      .given(...begun, missed)
      .when(to(28), { occurredAt: march(25) })
      .then(moved(28));
    spec
      .given(...begun, missed)
      .when(to(28), { occurredAt: march(19) })
      .then(moved(28), back);
  });
  it('may be told after it was kept, where it was agreed before that', () => {
    spec
      .given(...begun, missed, kept(22))
      .when(to(23), { occurredAt: march(19) })
      .then(
        moved(23),
        PromiseJudgedAgain({ promise: 1, was: 'late', verdict: 'in-time' }, { occurredAt: march(22) }),
        back,
      );
    spec
      .given(...begun, kept(18))
      .when(to(28), { occurredAt: march(17) })
      .then(moved(28)); // the verdict stays
    spec
      .given(...begun, kept(18))
      .when(to(28), { occurredAt: march(19) })
      .then('interactions/promise-kept', { promise: 1, keptAt: march(18) });
  });
  it('holds from then on at the earliest where it was said to be kept, and was not', () => {
    const opened = told(again('late', 22), on(22));
    const then = spec.given(...begun, missed, kept(22), opened);
    then
      .when(to(28), { occurredAt: march(21) })
      .then('interactions/reopened-since', { promise: 1, reopenedAt: march(22) });
    then.when(to(28), { occurredAt: march(22) }).then(moved(28));
    decisionSpec(reopenPromise)
      .given(...begun, missed, kept(22), opened, told(moved(28), on(23)), kept(27))
      .when({ ...it_, reason })
      .then(again('in-time', 27, [{ since: march(23), dueAt: march(28) }]));
  });
  it('is another one, not before it was made, and seldom', () => {
    spec
      .given(...begun)
      .when(to(20), { occurredAt: march(9), now: march(9) })
      .thenNothing();
    spec
      .given(...begun)
      .when(to(4), { occurredAt: march(9) })
      .then('interactions/due-before-made', { dueAt: march(4), madeAt: march(5) });
    const often = Array.from({ length: 100 }, (_, i) => told(moved(20 + (i % 2)), on(6)));
    spec
      .given(...begun, ...often)
      .when(to(30), { occurredAt: march(9) })
      .then('interactions/moved-too-often', { promise: 1, most: 100 });
  });
});

describe('a promise that is none any more', () => {
  const spec = decisionSpec(releasePromise);
  const command = (because: 'mistake' | 'not-needed') => ({ ...it_, because, reason });
  const event = (because: 'mistake' | 'not-needed', day: number) =>
    PromiseReleased({ promise: 1, because, reason }, { occurredAt: march(day) });
  it('is not needed from then on, or never was', () => {
    const late = spec.given(...begun, missed);
    late.when(command('not-needed'), { occurredAt: march(25) }).then(event('not-needed', 25));
    late.when(command('not-needed'), { occurredAt: march(9) }).then(back, event('not-needed', 9));
    late.when(command('mistake'), { occurredAt: march(25) }).then(back, event('mistake', 5));
  });
  it('is one once, but may turn out a mistake', () => {
    const gone = spec.given(...begun, released('not-needed', 9));
    gone.when(command('not-needed')).thenNothing();
    gone.when(command('mistake')).then(again('released', 9), event('mistake', 5));
    spec
      .given(...begun, released('mistake', 5))
      .when(command('mistake'))
      .thenNothing();
  });
  it('was not kept, unless it was a mistake', () => {
    const done = spec.given(...begun, kept(18));
    done.when(command('not-needed')).then('interactions/promise-kept', { promise: 1, keptAt: march(18) });
    done.when(command('mistake')).then(again('in-time', 18), event('mistake', 5));
    spec
      .given(...begun)
      .when(command('not-needed'), { occurredAt: march(4) })
      .then('interactions/before-made');
  });
});
