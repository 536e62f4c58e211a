import { ERASED } from '@dossier/kernel';
import { decisionSpec, told } from '@dossier/testing';
import {
  InteractionCorrected,
  InteractionMoved,
  InteractionRecorded,
  InteractionRetracted,
} from '../interaction.events';
import { PromiseMade, PromiseMissed, PromiseMissWithdrawn, PromiseReleased } from '../promise.events';
import { correctInteraction } from './correct-interaction/correct-interaction';
import { recordInteraction } from './record-interaction/record-interaction';
import { retractInteraction } from './retract-interaction/retract-interaction';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const stream = 'interaction-i';
const interactionId = 'i';
const reason = 'x';
const department = 'sales';
const visit = { kind: 'visit', channel: 'on-site', subject: '交期', sentiment: 'negative' } as const;
const was = { channel: 'on-site', department };
const recorded = told(InteractionRecorded({ ...visit, needs: ['四天到厂'] }), {
  ...{ stream, occurredAt: march(5), department },
});
const made = told(PromiseMade({ promise: 1, kind: 'promise', what: '月底前到货', owner: '物流', dueAt: march(31) }), {
  ...{ stream, occurredAt: march(5) },
});

describe('an interaction', () => {
  const spec = decisionSpec(recordInteraction);
  const command = { interactionId, customerId: 'c', kind: 'visit', subject: '交期' } as const;
  const occurredAt = march(5);
  it('is recorded with what was said, promised and is to be followed up, numbered as it is given', () => {
    const owner = '物流';
    spec
      .when(
        {
          ...command,
          needs: ['四天到厂'],
          promises: [{ what: '月底前到货', owner, dueAt: '2026-03-31T18:00:00+08:00' }],
          followUp: { owner, dueAt: march(31) },
        },
        { occurredAt, department },
      )
      .then(
        InteractionRecorded({ kind: 'visit', channel: 'on-site', subject: '交期', needs: ['四天到厂'] }),
        PromiseMade(
          { promise: 1, kind: 'promise', what: '月底前到货', owner, dueAt: '2026-03-31T10:00:00.000Z' },
          { occurredAt },
        ),
        PromiseMade({ promise: 2, kind: 'follow-up', owner, dueAt: march(31) }, { occurredAt }),
      );
  });
  it('has the channel of its kind where none is said, and none where its kind has several', () => {
    const usual = { call: 'phone', mail: 'e-mail', visit: 'on-site', web: 'web' } as const;
    for (const [kind, channel] of Object.entries(usual) as [keyof typeof usual, string][])
      spec.when({ ...command, kind }, { department }).then(InteractionRecorded({ kind, channel, subject: '交期' }));
    for (const kind of ['meeting', 'chat', 'social', 'review'] as const)
      spec.when({ ...command, kind }, { department }).then(InteractionRecorded({ kind, subject: '交期' }));
    spec
      .when({ ...command, kind: 'call', channel: 'wechat' }, { department })
      .then(InteractionRecorded({ kind: 'call', channel: 'wechat', subject: '交期' }));
  });
  it('promises nothing that is due before it happened, and names its department', () => {
    const early = { ...command, promises: [{ what: 'x', owner: 'y', dueAt: march(4) }] };
    spec
      .when(early, { occurredAt, department })
      .then('interactions/due-before-made', { dueAt: march(4), madeAt: occurredAt });
    spec.when(command).then('command/department-missing');
  });
  it('is recorded once: the same again is nothing, anything else under its id is refused', () => {
    const there = told(InteractionRecorded({ kind: 'visit', channel: 'on-site', subject: '交期' }), {
      ...{ stream, occurredAt, department },
    });
    spec.given(there).when(command, { occurredAt, department }).thenNothing();
    spec
      .given(there)
      .when({ ...command, subject: '价格' }, { occurredAt, department })
      .then('command/exists');
  });
});

describe('a correction', () => {
  const spec = decisionSpec(correctInteraction).given(recorded);
  it('changes what is given, takes away what is named, and holds from when it happened', () => {
    spec
      .when({ interactionId, sentiment: 'neutral', remove: ['needs'], reason })
      .then(
        InteractionCorrected({ ...visit, sentiment: 'neutral', department, was, reason }, { occurredAt: march(5) }),
      );
  });
  it('of the time says of the first instant that nothing happened then', () => {
    for (const day of [3, 9])
      spec
        .when({ interactionId, happenedAt: march(day), reason })
        .then(
          InteractionMoved({ happenedAt: march(day), was }, { occurredAt: march(5) }),
          InteractionCorrected({ ...visit, needs: ['四天到厂'], department, reason }, { occurredAt: march(day) }),
        );
    spec
      .when({ interactionId, happenedAt: march(9), reason }, { now: march(8) })
      .then('interactions/not-happened-yet', { happenedAt: march(9) });
  });
  it('goes on from the one before', () => {
    const before = told(InteractionCorrected({ ...visit, subject: '价格', department, reason }), {
      ...{ stream, occurredAt: march(4), department: 'service' },
    });
    decisionSpec(correctInteraction)
      .given(recorded, before)
      .when({ interactionId, sentiment: 'positive', reason })
      .then(
        InteractionCorrected(
          { ...visit, subject: '价格', sentiment: 'positive', department, was, reason },
          { occurredAt: march(4) },
        ),
      );
  });
  it('says something, and nothing twice', () => {
    spec.when({ interactionId, reason }).then('interactions/nothing-corrected');
    spec.when({ interactionId, subject: '交期', happenedAt: march(5), reason }).thenNothing();
    spec.when({ interactionId, remove: ['minutes'], reason }).thenNothing();
    spec
      .when({ interactionId, sentiment: 'neutral', remove: ['sentiment'], reason })
      .then('interactions/given-and-removed', { field: { zh: '客户情绪', en: 'sentiment' } });
    decisionSpec(correctInteraction)
      .when({ interactionId, subject: 'x', reason })
      .then('interactions/unknown-interaction', { interactionId });
  });
  it('does not say again what was erased', () => {
    const erased = told(InteractionRecorded({ kind: 'call', subject: ERASED, needs: ERASED }), {
      ...{ stream, occurredAt: march(5), department },
    });
    decisionSpec(correctInteraction)
      .given(erased)
      .when({ interactionId, kind: 'chat', reason })
      .then(InteractionCorrected({ kind: 'chat', department, was: { department }, reason }, { occurredAt: march(5) }));
  });
});

describe('a retraction', () => {
  const spec = decisionSpec(retractInteraction);
  const gone = PromiseReleased({ promise: 1, because: 'mistake', reason }, { occurredAt: march(5) });
  const retracted = InteractionRetracted({ was, reason }, { occurredAt: march(5) });
  it('takes its promises back with it, and what was missed of them, once', () => {
    const missed = told(PromiseMissed({ promise: 1, kind: 'promise', owner: '物流', dueAt: march(31) }), {
      ...{ stream, occurredAt: march(31) },
    });
    const back = PromiseMissWithdrawn({ promise: 1, dueAt: march(31) }, { occurredAt: march(31) });
    spec.given(recorded, made).when({ interactionId, reason }).then(gone, retracted);
    spec.given(recorded, made, missed).when({ interactionId, reason }).then(back, gone, retracted);
    const released = told(gone, { stream, occurredAt: march(5) });
    spec.given(recorded, made, released).when({ interactionId, reason }).then(retracted);
    spec
      .given(recorded, told(retracted, { stream, occurredAt: march(5) }))
      .when({ interactionId, reason })
      .thenNothing();
    spec.when({ interactionId, reason }).then('interactions/unknown-interaction', { interactionId });
  });
  it('ends it', () => {
    const then = [recorded, made, told(retracted, { stream, occurredAt: march(5) })] as const;
    decisionSpec(correctInteraction)
      .given(...then)
      .when({ interactionId, subject: 'x', reason })
      .then('interactions/retracted', { interactionId });
  });
});
