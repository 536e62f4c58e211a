import { IsDepartment, IsOneOf, Titled } from '@dossier/fields';
import { definePolicy, type Policies } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsInt, Max, Min, ValidateNested } from 'class-validator';
import { severities, type Severity, type TargetScope, targetScopes } from './complaint-terms';
import { type ClockHours, clockHours } from './terms';
import type { ServicePromise } from './verdict-payloads';

const MINUTES = { zh: '分钟', en: 'minutes' };

export class ComplaintLevel {
  @Titled(severities.title) @IsOneOf(severities) readonly severity!: Severity;
  @Titled({ zh: '开始调查时限', en: 'To be investigated within' }, { unit: MINUTES })
  @IsInt()
  @Min(1)
  @Max(60_000)
  readonly responseMinutes!: number;
  @Titled({ zh: '结案时限', en: 'To be closed within' }, { unit: MINUTES })
  @IsInt()
  @Min(1)
  @Max(600_000)
  readonly resolutionMinutes!: number;
  @Titled(clockHours.title, {
    help: {
      zh: 'working 按政策 business-calendar 的工作时间，natural 按自然时间。',
      en: 'working counts by the policy business-calendar, natural counts every hour.',
    },
  })
  @IsOneOf(clockHours)
  readonly hours!: ClockHours;
  @Titled({ zh: '受理即升级', en: 'Escalated when it is filed' }) @IsBoolean() readonly escalatesAtOnce!: boolean;
}

export class ComplaintHandlingPolicy {
  @Titled(
    { zh: '各严重程度的时限', en: 'Deadlines by severity' },
    {
      help: {
        zh: '没有列出的严重程度没有时限，也不因超时升级。',
        en: 'A severity that is not named has no deadlines: nothing of it is met, missed or escalated.',
      },
    },
  )
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => ComplaintLevel)
  readonly levels!: readonly ComplaintLevel[];
  @Titled(
    { zh: '升级至', en: 'Escalated to' },
    { help: { zh: '岗位或部门的代号，不写人名。', en: 'The code of a post or department, no name of a person.' } },
  )
  @IsDepartment()
  readonly escalateTo!: string;
}

/** 投诉处理: how fast, and who is told otherwise. */
export const complaintHandlingPolicy = definePolicy<ComplaintHandlingPolicy>({
  name: 'complaint-handling',
  title: { zh: '投诉处理时限', en: 'Handling of complaints' },
  document: ComplaintHandlingPolicy,
  initial: {
    escalateTo: 'executives',
    levels: [
      { severity: 'critical', responseMinutes: 240, resolutionMinutes: 4320, hours: 'natural', escalatesAtOnce: true },
      { severity: 'major', responseMinutes: 480, resolutionMinutes: 2400, hours: 'working', escalatesAtOnce: false },
      { severity: 'minor', responseMinutes: 960, resolutionMinutes: 4800, hours: 'working', escalatesAtOnce: false },
    ],
  },
});

/** What a complaint of a severity is promised; undefined: nothing is. */
export function deadlinesOf(severity: Severity, policies: Policies): ServicePromise | undefined {
  const { document, version: policyVersion } = policies(complaintHandlingPolicy);
  const level = document.levels.find((each) => each.severity === severity);
  if (level === undefined) return undefined;
  const { responseMinutes, resolutionMinutes, hours } = level;
  return { responseMinutes, resolutionMinutes, hours, policyVersion };
}
/** Who is told at once of a complaint of a severity; undefined: nobody is. */
export function toldAtOnce(severity: Severity, policies: Policies): string | undefined {
  const { levels, escalateTo } = policies(complaintHandlingPolicy).document;
  return levels.some((each) => each.severity === severity && each.escalatesAtOnce) ? escalateTo : undefined;
}

export class ComplaintTargetPolicy {
  @Titled(
    { zh: '每年最多', en: 'At most, a year' },
    {
      help: {
        zh: '按公司时区的自然年、受理时间计；客户撤回的不计。',
        en: 'Of a calendar year in the company’s zone, by the time of filing; those that the customer withdrew do not count.',
      },
    },
  )
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  readonly mostPerYear!: number;
  @Titled(targetScopes.title) @IsOneOf(targetScopes) readonly scope!: TargetScope;
}

/** 投诉目标 */
export const complaintTargetPolicy = definePolicy<ComplaintTargetPolicy>({
  name: 'complaint-target',
  title: { zh: '投诉目标', en: 'Target of complaints' },
  document: ComplaintTargetPolicy,
  initial: { mostPerYear: 1, scope: 'account' },
});
