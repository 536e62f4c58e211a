import { decisionSpec, told } from '@dossier/testing';
import { RequestAssigned, RequestClosed, RequestOpened, RequestResolved } from '../../request.events';
import { assignRequest } from './assign-request';

const march = (day: number): string => `2026-03-0${day}T08:00:00.000Z`;
const opened = told(RequestOpened({ number: 'r', priority: 'normal' }), { occurredAt: march(1) });
const assigned = told(RequestAssigned({ assignee: 'line-2' }), { occurredAt: march(3) });
const command = { requestId: 'r', assignee: 'line-2' };

it('gives a request to somebody else, also where that is told late', () => {
  const spec = decisionSpec(assignRequest);
  spec
    .given(opened)
    .when(command, { occurredAt: march(2) })
    .then(RequestAssigned({ assignee: 'line-2' }));
  spec
    .given(opened, assigned)
    .when(command, { occurredAt: march(4), now: march(4) })
    .thenNothing();
  spec
    .given(opened, assigned)
    .when(command, { occurredAt: march(3) })
    .thenNothing(); // told twice
  spec
    .given(opened, assigned)
    .when({ ...command, note: '早班' }, { occurredAt: march(2) })
    .then(RequestAssigned({ assignee: 'line-2', note: '早班' }));
  const closed = [
    told(RequestResolved({}), { occurredAt: march(4) }),
    told(RequestClosed({}), { occurredAt: march(5) }),
  ];
  spec
    .given(opened, ...closed)
    .when(command, { occurredAt: march(6) })
    .then('service/request-closed', { requestId: 'r', at: march(6) });
});
