import type { Tier } from '@dossier/contexts/tiers';
import { defineCommand, LAST_INSTANT } from '@dossier/kernel';
import { MOST_ENTRIES, type ServiceRequest, serviceRequest } from '../../request';
import { type AgentSeen, RequestAssigned, RequestLeftUnassigned } from '../../request.events';
import { assigneeOf, isBegun, leftAt, situationAt } from '../../request-log';
import { stepsOf } from '../../step-log';
import type { UnassignedReason } from '../../terms';

class ByPolicy {
  readonly requestId!: string;
  readonly policyVersion!: number;
  readonly skill?: string;
  readonly tiers!: readonly Tier[];
  readonly candidates!: readonly AgentSeen[];
}
export class AssignByPolicy extends ByPolicy {
  readonly assignee!: string;
  readonly requests!: number;
  readonly keptForTier!: boolean;
}
export class LeaveUnassigned extends ByPolicy {
  readonly reason!: UnassignedReason;
}

/** Whoever assigned it by hand meanwhile was first. */
function isWithoutAgent(state: ServiceRequest | undefined): state is ServiceRequest {
  if (state === undefined) return false;
  const steps = stepsOf(state.log.all);
  return isBegun(situationAt(steps, LAST_INSTANT)) && assigneeOf(steps) === null;
}
const said = ({ policyVersion, skill, tiers, candidates }: ByPolicy) => ({
  ...{ policyVersion, tiers, candidates },
  ...(skill !== undefined && { skill }),
});

/** Sent by a round of assignments. */
export const assignByPolicy = defineCommand({
  name: 'service.AssignByPolicy',
  title: { zh: '按政策分派服务请求', en: 'Assign a request by policy' },
  command: AssignByPolicy,
  on: serviceRequest,
  id: ({ requestId }) => requestId,
  by: [],
  onlyStep: true,
  decide: (command, state) => {
    const { assignee, requests, keptForTier } = command;
    return isWithoutAgent(state) ? [RequestAssigned({ assignee, requests, keptForTier, ...said(command) })] : [];
  },
});

/**
 * Sent by a round of assignments that found nobody; the same once more is nothing new. Of a request that has as many entries
 * as it may, only the first reason is recorded: one that waits for years would grow with each change of the policy.
 */
export const leaveUnassigned = defineCommand({
  name: 'service.LeaveUnassigned',
  title: { zh: '登记无人可派', en: 'Record that nobody was found' },
  command: LeaveUnassigned,
  on: serviceRequest,
  id: ({ requestId }) => requestId,
  by: [],
  onlyStep: true,
  decide: (command, state) => {
    const { reason } = command;
    if (!isWithoutAgent(state)) return [];
    const left = leftAt(state.log.all, LAST_INSTANT);
    if (left && (left.reason === reason || state.log.length >= MOST_ENTRIES)) return [];
    return [RequestLeftUnassigned({ reason, ...said(command) })];
  },
});
