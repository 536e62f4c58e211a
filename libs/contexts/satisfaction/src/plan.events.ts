import { InTheClear, IsMostlyDepartment, IsMostlyOneOf, IsOneOf } from '@dossier/fields';
import { defineEvent, type Erased, Personal } from '@dossier/kernel';
import { IsOptional, IsString } from 'class-validator';
import { type Instrument, instruments, type Outcome, outcomes, topics, touchpoints } from './terms';

/** What is to become better, and by what. */
export class PlanContent {
  @Personal() @IsOptional() @IsString() readonly title?: string | Erased;
  @Personal() @IsOptional() @IsString() readonly measures?: string | Erased;
  @InTheClear() readonly owner!: string;
  /** Answers that it is judged by: of this instrument, and all that follows where it is said. */
  @IsOneOf(instruments) readonly instrument!: Instrument;
  @IsOptional() @IsMostlyOneOf(touchpoints) readonly touchpoint?: string;
  @IsOptional() @IsMostlyOneOf(topics) readonly topic?: string;
  @IsOptional() @InTheClear() readonly product?: string;
  @IsOptional() @IsMostlyDepartment() readonly ratedDepartment?: string;
}
class PlanMadePayload extends PlanContent {}
class PlanCorrectedPayload extends PlanContent {
  @Personal() @IsString() readonly reason!: string | Erased;
}
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- a fact that says nothing more
class PlanStartedPayload {}
class PlanStartWithdrawnPayload {
  @Personal() @IsString() readonly reason!: string | Erased;
}
class PlanClosedPayload {
  @IsOneOf(outcomes) readonly outcome!: Outcome;
  @Personal() @IsOptional() @IsString() readonly note?: string | Erased;
}

/** 改进计划 */
export const PlanMade = defineEvent(
  'satisfaction.PlanMade',
  {
    title: { zh: '改进计划已制定', en: 'Improvement plan made' },
    says: {
      zh: '改进计划[：{title}][；措施：{measures}]，以 {instrument} 衡量[，触点：{touchpoint}][，主题：{topic}][，产品：{product}]，负责人：{owner}',
      en: 'Improvement plan[: {title}][; measures: {measures}], judged by {instrument}[, touchpoint: {touchpoint}][, topic: {topic}][, product: {product}], owner: {owner}',
    },
  },
  PlanMadePayload,
);
export const PlanCorrected = defineEvent(
  'satisfaction.PlanCorrected',
  {
    title: { zh: '改进计划已更正', en: 'Improvement plan corrected' },
    says: {
      zh: '更正为[：{title}][；措施：{measures}]，以 {instrument} 衡量[，触点：{touchpoint}][，主题：{topic}][，产品：{product}]，负责人：{owner}，原因：{reason}',
      en: 'Corrected to[: {title}][; measures: {measures}], judged by {instrument}[, touchpoint: {touchpoint}][, topic: {topic}][, product: {product}], owner: {owner}, reason: {reason}',
    },
  },
  PlanCorrectedPayload,
);
/** From this instant on its measures are in force: answers before it are compared with answers from it on. */
export const PlanStarted = defineEvent(
  'satisfaction.PlanStarted',
  {
    title: { zh: '改进措施已实施', en: 'Improvement in force' },
    says: { zh: '措施自此实施', en: 'Its measures are in force from now on' },
  },
  PlanStartedPayload,
);
export const PlanStartWithdrawn = defineEvent(
  'satisfaction.PlanStartWithdrawn',
  {
    title: { zh: '改进措施实施已撤回', en: 'Improvement not in force after all' },
    says: { zh: '视同未实施，原因：{reason}', en: 'Not in force after all, reason: {reason}' },
  },
  PlanStartWithdrawnPayload,
);
export const PlanClosed = defineEvent(
  'satisfaction.PlanClosed',
  {
    title: { zh: '改进计划已结束', en: 'Improvement plan closed' },
    says: { zh: '结论：{outcome}[，{note}]', en: 'Outcome: {outcome}[, {note}]' },
  },
  PlanClosedPayload,
);
export const planEvents = { PlanMade, PlanCorrected, PlanStarted, PlanStartWithdrawn, PlanClosed };
