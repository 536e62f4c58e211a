import { InTheClear, IsInstant, IsOneOf, Titled } from '@dossier/fields';
import type { Instant } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsNumber, IsOptional, ValidateNested } from 'class-validator';
import { type ClockHours, clockHours, type Restatement, restatements, type ServiceClock, serviceClocks } from './terms';

/** 服务时限: what was promised when a request was opened or a complaint filed. */
export class ServicePromise {
  @Titled({ zh: '响应时限', en: 'To respond within' }) @IsInt() readonly responseMinutes!: number;
  @Titled({ zh: '解决时限', en: 'To resolve within' }) @IsInt() readonly resolutionMinutes!: number;
  @IsOneOf(clockHours) readonly hours!: ClockHours;
  /** Of the policy `service-levels`. */
  @Titled({ zh: '政策版本', en: 'Version of the policy' }) @IsInt() readonly policyVersion!: number;
}

/** A stretch of time in which a clock ran, and the minutes of it that count. */
export class ClockStretch {
  @Titled({ zh: '自', en: 'From' }) @IsInstant() readonly from!: Instant;
  @Titled({ zh: '至', en: 'To' }) @IsInstant() readonly to!: Instant;
  @Titled({ zh: '分钟', en: 'Minutes' }) @IsNumber() readonly minutes!: number;
}

/** Whether a promise was kept, with the arithmetic of its clock. */
export class VerdictPayload {
  @IsOneOf(serviceClocks) readonly clock!: ServiceClock;
  @Titled({ zh: '时限', en: 'Promised' }, { unit: { zh: '分钟', en: 'minutes' } })
  @IsInt()
  readonly targetMinutes!: number;
  @Titled({ zh: '计入时间', en: 'Counted' }, { unit: { zh: '分钟', en: 'minutes' } })
  @IsNumber()
  readonly spentMinutes!: number;
  /** When so many minutes had passed, or would have; left out: the clock stood when the promise was kept. */
  @Titled({ zh: '期限', en: 'Due' }) @IsOptional() @IsInstant() readonly dueAt?: Instant;
  /** When the clock ran. */
  @Titled({ zh: '计时区间', en: 'Stretches' })
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => ClockStretch)
  readonly stretches!: readonly ClockStretch[];
  @IsOneOf(clockHours) readonly hours!: ClockHours;
  /** Of the policy `service-levels`, by which it was promised. */
  @Titled({ zh: '时限政策版本', en: 'Version of the service levels' }) @IsInt() readonly levelsVersion!: number;
  /** Of the policy `business-calendar`, by which it was counted. */
  @Titled({ zh: '日历政策版本', en: 'Version of the calendar' }) @IsInt() readonly calendarVersion!: number;
  /** Id of the verdict before it, which it replaces. */
  @IsOptional() @InTheClear() readonly restates?: string;
  @Titled({ zh: '改判原因', en: 'Why restated' })
  @IsOptional()
  @IsOneOf(restatements)
  readonly because?: Restatement;
  @Titled({ zh: '该步骤时间', en: 'When that was' }) @IsOptional() @IsInstant() readonly factAt?: Instant;
}
