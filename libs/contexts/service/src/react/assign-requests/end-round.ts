import { defineCommand, type Instant } from '@dossier/kernel';
import { DESK, serviceDesk } from '../../service-desk';
import { type AgentGiven, AssignmentRoundEnded } from '../../service-desk.events';

export class EndRound {
  readonly round!: number;
  readonly asks!: number;
  readonly asOf!: Instant;
  readonly policyVersion!: number;
  readonly assigned!: number;
  readonly unassigned!: number;
  readonly agents!: readonly AgentGiven[];
}

/** Sent by a round of assignments when all are looked at; a round ends once. */
export const endRound = defineCommand({
  name: 'service.EndRound',
  title: { zh: '完成一轮分派', en: 'End a round of assignments' },
  command: EndRound,
  on: serviceDesk,
  id: () => DESK,
  subject: () => undefined,
  by: [],
  onlyStep: true,
  decide: ({ ...ended }, { rounds }) => (ended.round === rounds + 1 ? [AssignmentRoundEnded(ended)] : []),
});
