import { InTheClear, IsInstant, IsOneOf, Titled } from '@dossier/fields';
import { defineEvent, type Instant } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { IsArray, IsInt, Min, ValidateNested } from 'class-validator';
import { type AssignmentAsk, assignmentAsks } from './terms';

class AssignmentAskedPayload {
  @InTheClear() readonly requestId!: string;
  @IsOneOf(assignmentAsks) readonly because!: AssignmentAsk;
}
/** What an agent got. */
export class AgentGiven {
  @Titled({ zh: '人员', en: 'Agent' }) @InTheClear() readonly agent!: string;
  @Titled({ zh: '分得请求', en: 'Requests given' }) @IsInt() @Min(1) readonly requests!: number;
}
class AssignmentRoundEndedPayload {
  /** The rounds are counted from 1. */
  @Titled({ zh: '轮次', en: 'Round' }) @IsInt() @Min(1) readonly round!: number;
  /** How many had been asked for in all when it began. */
  @Titled({ zh: '已处理的分派缘由数', en: 'Answers so many' }) @IsInt() @Min(0) readonly asks!: number;
  /** Of the day of this instant is who was absent. */
  @Titled({ zh: '截至', en: 'As of' }) @IsInstant() readonly asOf!: Instant;
  /** Of the policy `service-assignment`. */
  @Titled({ zh: '分派政策版本', en: 'Version of the assignment policy' })
  @IsInt()
  @Min(0)
  readonly policyVersion!: number;
  @Titled({ zh: '已分派', en: 'Assigned' }) @IsInt() @Min(0) readonly assigned!: number;
  @Titled({ zh: '未能分派', en: 'Not assigned' }) @IsInt() @Min(0) readonly unassigned!: number;
  /** Who got one last comes last. */
  @Titled({ zh: '各人分得', en: 'By agent' })
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => AgentGiven)
  readonly agents!: readonly AgentGiven[];
}

/** 待分派: the policy is to look for agents. */
export const AssignmentAsked = defineEvent(
  'service.AssignmentAsked',
  {
    title: { zh: '请求分派', en: 'Assignment asked for' },
    says: { zh: '{because}：服务请求 {requestId}', en: '{because}: service request {requestId}' },
  },
  AssignmentAskedPayload,
);
/** 分派一轮: all requests without an agent were looked at, one after the other. */
export const AssignmentRoundEnded = defineEvent(
  'service.AssignmentRoundEnded',
  {
    title: { zh: '一轮分派已完成', en: 'Round of assignments ended' },
    says: {
      zh: '第 {round} 轮分派（政策第 {policyVersion} 版）：分派 {assigned} 件，{unassigned} 件无人可派',
      en: 'Round {round} of assignments (policy version {policyVersion}): {assigned} assigned, {unassigned} without an agent',
    },
  },
  AssignmentRoundEndedPayload,
);
export const deskEvents = { AssignmentAsked, AssignmentRoundEnded };
