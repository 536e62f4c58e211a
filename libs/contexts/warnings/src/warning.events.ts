import { InTheClear, IsDecimalText, IsInstant, IsOneOf, Titled } from '@dossier/fields';
import { defineEvent, type Erased, type Instant, Personal } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsNumber, IsOptional, IsString, ValidateNested } from 'class-validator';
import {
  type ActionCode,
  actions,
  type AmountCode,
  amountsOf,
  type Formula,
  formulas,
  type MeasureCode,
  measures,
  type Outcome,
  outcomes,
  type Reason,
  reasons,
  severities,
  type Severity,
  type SignalCode,
  signals,
} from './terms';

class MeasureOfScore {
  @IsOneOf(measures) readonly measure!: MeasureCode;
  @Titled({ zh: '数值', en: 'Value' }) @IsNumber() readonly value!: number;
  @Titled({ zh: '得分', en: 'Points' }) @IsInt() readonly points!: number;
}
class AmountLookedAt {
  @IsOneOf(amountsOf) readonly what!: AmountCode;
  @IsDecimalText() readonly amount!: string;
  @InTheClear() readonly currency!: string;
}

class WarningRaisedPayload {
  @IsOneOf(signals) readonly signal!: SignalCode;
  @IsOneOf(severities) readonly severity!: Severity;
  @Titled({ zh: '评分', en: 'Score' }) @IsInt() readonly score!: number;
  @Titled({ zh: '评分明细', en: 'Parts of the score' })
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => MeasureOfScore)
  readonly measures!: readonly MeasureOfScore[];
  @Titled({ zh: '相关金额', en: 'Amounts' })
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => AmountLookedAt)
  readonly amounts!: readonly AmountLookedAt[];
  @Titled({ zh: '依据事件', en: 'Events behind it' })
  @IsArray()
  @InTheClear({ each: true })
  readonly eventIds!: readonly string[];
  @IsOneOf(formulas) readonly formula!: Formula;
  @Titled({ zh: '政策版本', en: 'Version of the policy' }) @IsInt() readonly policyVersion!: number;
  @IsOneOf(actions) readonly action!: ActionCode;
}
class OfSignal {
  @IsOneOf(signals) readonly signal!: SignalCode;
}
class NotSoPayload extends OfSignal {
  /** Left out: by the facts of the signal. */
  @IsOptional() @IsOneOf(reasons) readonly because?: Reason;
}
class WarningResumedPayload extends OfSignal {
  /** Where it had ended. */
  @Titled({ zh: '原消失时间', en: 'Had ended' }) @IsOptional() @IsInstant() readonly endedAt?: Instant;
}
class NotedPayload {
  @Personal() @IsOptional() @IsString() readonly note?: string | Erased;
}
class WarningSnoozedPayload {
  @Titled({ zh: '提醒时间', en: 'Until' }) @IsInstant() readonly until!: Instant;
  @Personal() @IsString() readonly reason!: string | Erased;
}
class WarningActedOnPayload extends NotedPayload {
  @Titled({ zh: '措施', en: 'Action' }) @IsOneOf(actions) readonly action!: ActionCode;
}
class WarningClosedPayload extends NotedPayload {
  @IsOneOf(outcomes) readonly outcome!: Outcome;
}

class OutcomeCorrectedPayload {
  @IsOneOf(outcomes) readonly outcome!: Outcome;
  @Personal() @IsString() readonly reason!: string | Erased;
}

/** 预警 */
export const WarningRaised = defineEvent(
  'warnings.WarningRaised',
  {
    title: { zh: '预警', en: 'Warning raised' },
    says: {
      zh: '预警：{signal}，严重程度{severity}（{score} 分），建议：{action}',
      en: 'Warning of {signal}, severity {severity} ({score} points), to do: {action}',
    },
  },
  WarningRaisedPayload,
);
/** What it warned of is over: something was bought, or paid. */
export const WarningEnded = defineEvent(
  'warnings.WarningEnded',
  {
    title: { zh: '预警原因已消失', en: 'Cause of a warning gone' },
    says: { zh: '预警原因已消失：{signal}[（{because}）]', en: 'The cause is gone: {signal}[, {because}]' },
  },
  NotSoPayload,
  [(v1: OfSignal) => v1], // without a reason
);
/** What was recorded late shows that there was nothing to warn of. It is of the instant of the warning. */
export const WarningWithdrawn = defineEvent(
  'warnings.WarningWithdrawn',
  {
    title: { zh: '预警已撤回', en: 'Warning withdrawn' },
    says: {
      zh: '后续登记表明当时并无此情况：{signal}[（{because}）]',
      en: 'What was recorded since shows that it was not so: {signal}[, {because}]',
    },
  },
  NotSoPayload,
  [(v1: OfSignal) => v1], // without a reason
);
/** What was recorded late shows that its end, or its withdrawal, was none. It is of the same instant as that. */
export const WarningResumed = defineEvent(
  'warnings.WarningResumed',
  {
    title: { zh: '预警恢复', en: 'Warning resumed' },
    says: {
      zh: '后续登记表明原因仍在：{signal}',
      en: 'What was recorded since shows that the cause lasts: {signal}',
    },
  },
  WarningResumedPayload,
);
export const WarningAcknowledged = defineEvent(
  'warnings.WarningAcknowledged',
  {
    title: { zh: '预警已确认', en: 'Warning acknowledged' },
    says: { zh: '已知悉预警[：{note}]', en: 'Warning acknowledged[: {note}]' },
  },
  NotedPayload,
);
/** 稍后提醒 */
export const WarningSnoozed = defineEvent(
  'warnings.WarningSnoozed',
  {
    title: { zh: '预警稍后提醒', en: 'Warning snoozed' },
    says: { zh: '{until} 再提醒，原因：{reason}', en: 'Snoozed until {until}, reason: {reason}' },
  },
  WarningSnoozedPayload,
);
export const WarningActedOn = defineEvent(
  'warnings.WarningActedOn',
  {
    title: { zh: '已对预警采取措施', en: 'Warning acted on' },
    says: { zh: '采取措施：{action}[，{note}]', en: 'Done: {action}[, {note}]' },
  },
  WarningActedOnPayload,
);
export const WarningClosed = defineEvent(
  'warnings.WarningClosed',
  {
    title: { zh: '预警已结案', en: 'Warning closed' },
    says: { zh: '预警结案：{outcome}[，{note}]', en: 'Warning closed: {outcome}[, {note}]' },
  },
  WarningClosedPayload,
);

/** What was told when it was closed was wrong, or is known better since. */
export const WarningOutcomeCorrected = defineEvent(
  'warnings.WarningOutcomeCorrected',
  {
    title: { zh: '预警结果已更正', en: 'Outcome of a warning corrected' },
    says: { zh: '预警结果更正为：{outcome}，原因：{reason}', en: 'Outcome corrected to {outcome}, reason: {reason}' },
  },
  OutcomeCorrectedPayload,
);

/** What follows from facts alone. */
export const standingEvents = { WarningRaised, WarningEnded, WarningWithdrawn, WarningResumed };
export const warningEvents = {
  ...standingEvents,
  WarningAcknowledged,
  WarningSnoozed,
  WarningActedOn,
  WarningClosed,
  WarningOutcomeCorrected,
};
