import { decisionSpec } from '@dossier/testing';
import {
  RequestAssigned,
  RequestClosed,
  RequestOpened,
  RequestPaused,
  RequestReopened,
  RequestResolved,
  RequestResponded,
  RequestResumed,
} from '../../request.events';
import { bringInRequest } from './bring-in-request';

const day = (number: number): string => `2012-10-${String(number).padStart(2, '0')}T08:00:00.000Z`;
const spec = decisionSpec(bringInRequest);

it('tells all that happened, each at its time; nothing of it was promised', () => {
  const steps = (
    ['opened', 'assigned', 'responded', 'paused', 'resumed', 'resolved', 'reopened', 'resolved', 'closed'] as const
  ).map((step, i) => ({ step, at: day(i + 1), ...(step === 'assigned' && { assignee: 'Value 1' }) }));
  const at = (number: number) => ({ occurredAt: day(number) });
  spec
    .when({ number: 'Case1', steps })
    .then(
      RequestOpened({ number: 'Case1', priority: 'normal' }, at(1)),
      RequestAssigned({ assignee: 'Value 1' }, at(2)),
      RequestResponded({}, at(3)),
      RequestPaused({}, at(4)),
      RequestResumed({}, at(5)),
      RequestResolved({}, at(6)),
      RequestReopened({}, at(7)),
      RequestResolved({}, at(8)),
      RequestClosed({}, at(9)),
    );
});
it('refuses what is no life of a request', () => {
  const opened = { step: 'opened' as const, at: day(2) };
  const when = (...steps: readonly { step: 'opened' | 'closed' | 'assigned'; at: string }[]) =>
    spec.when({ number: 'Case1', steps });
  when({ step: 'closed', at: day(1) }).then('service/steps-out-of-order', { number: 1 });
  when(opened, { step: 'closed', at: day(1) }).then('service/steps-out-of-order', { number: 2 });
  when(opened, opened).then('service/steps-out-of-order', { number: 2 });
  when(opened, { step: 'assigned', at: day(3) }).then('service/assignee-needed', { number: 2 });
});
