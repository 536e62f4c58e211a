import { type ContextDef, defineContext } from '@dossier/kernel';
import { businessCalendarPolicy } from './business-calendar-policy';
import { dueVerdicts } from './react/judge-request/due-verdicts';
import { judgeRequest } from './react/judge-request/judge-request';
import { serviceRequests } from './read/service-requests/service-requests';
import { slaReport } from './read/service-requests/sla-report';
import { serviceLevelsPolicy } from './service-levels-policy';
import { serviceSection } from './service-section';
import { assignRequest } from './write/assign-request/assign-request';
import { bringInRequest } from './write/bring-in-request/bring-in-request';
import { closeRequest } from './write/close-request/close-request';
import { correctStep } from './write/correct-step/correct-step';
import { openRequest } from './write/open-request/open-request';
import { pauseRequest } from './write/pause-request/pause-request';
import { reopenRequest } from './write/reopen-request/reopen-request';
import { resolveRequest } from './write/resolve-request/resolve-request';
import { respondToRequest } from './write/respond-to-request/respond-to-request';
import { resumeRequest } from './write/resume-request/resume-request';
import { retractStep } from './write/retract-step/retract-step';
import { withdrawRequest } from './write/withdraw-request/withdraw-request';

/** 服务 */
export const service: ContextDef = defineContext({
  name: 'service',
  title: { zh: '服务', en: 'Service' },
  slices: [
    openRequest,
    assignRequest,
    respondToRequest,
    pauseRequest,
    resumeRequest,
    resolveRequest,
    reopenRequest,
    closeRequest,
    withdrawRequest,
    correctStep,
    retractStep,
    bringInRequest,
    judgeRequest,
    dueVerdicts,
    serviceRequests,
    serviceSection,
    slaReport,
    serviceLevelsPolicy,
    businessCalendarPolicy,
  ],
});
