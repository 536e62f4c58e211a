import { projectionSpec, told, viewing } from '@dossier/testing';
import {
  InteractionCorrected,
  InteractionMoved,
  InteractionRecorded,
  InteractionRetracted,
} from '../../interaction.events';
import { PromiseKept, PromiseMade, PromiseReleased } from '../../promise.events';
import { interactions } from './interactions';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const on = (day: number) => ({ stream: 'interaction-i', occurredAt: march(day), recordedAt: march(25) });
const recorded = told(
  InteractionRecorded({ kind: 'visit', channel: 'on-site', subject: '二号线 交期', needs: ['四天到厂'] }),
  { ...on(5), department: 'sales', businessLine: 'parts' },
);
const made = told(PromiseMade({ promise: 1, kind: 'promise', what: '到货', owner: '物流', dueAt: march(20) }), on(5));
const reason = 'x';
const was = { channel: 'on-site', department: 'sales' };

it('shows an interaction with all that was noted and promised', () => {
  const spec = projectionSpec(interactions).given(
    recorded,
    made,
    told(PromiseKept({ promise: 1, verdict: 'late' }), on(22)),
  );
  const row = { promise: 1, kind: 'promise', what: '到货', owner: '物流', dueAt: march(20) } as const;
  const view = (status: 'kept-late' | 'overdue') => ({
    interactionId: 'i',
    customer: 'customer-1',
    happenedAt: march(5),
    kind: 'visit' as const,
    channel: 'on-site',
    direction: null,
    department: 'sales',
    subject: '二号线 交期',
    sentiment: null,
    participants: null,
    staff: null,
    needs: ['四天到厂'],
    minutes: null,
    promises: [{ ...row, status }],
    businessLine: 'parts',
    recordedAt: march(25),
  });
  spec.shuffledAcrossSubjects().twice().thenView(view('kept-late'));
  spec.thenView(view('overdue'), viewing({ asOf: march(21) }));
  spec.thenFields({ kind: 'visit', channel: 'on-site', happenedAt: march(5), department: 'sales', needCount: 1 });
});

it('shows it as it was corrected, at the time at which it really happened', () => {
  const corrected = told(
    InteractionCorrected({ kind: 'call', subject: '价格', sentiment: 'neutral', department: 'sales', reason }),
    { ...on(3), department: 'finance' },
  );
  projectionSpec(interactions)
    .given(recorded, made, told(InteractionMoved({ happenedAt: march(3), was }), on(5)), corrected)
    .twice()
    .thenFields({
      ...{ kind: 'call', channel: null, happenedAt: march(3), sentiment: 'neutral', department: 'sales' },
      ...{ subject: '价格', needCount: 0, businessLine: 'parts' },
    });
});

it('shows nothing of what was recorded by mistake', () => {
  const mistake = told(PromiseReleased({ promise: 1, because: 'mistake', reason }), on(5));
  const without = expect.objectContaining({ promises: [] }) as never;
  projectionSpec(interactions).given(recorded, made, mistake).thenView(without);
  projectionSpec(interactions)
    .given(recorded, made, mistake, told(InteractionRetracted({ was, reason }), on(5)))
    .twice()
    .then(null);
});
