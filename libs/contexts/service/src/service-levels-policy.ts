import { IsOneOf, Titled } from '@dossier/fields';
import { definePolicy, type Policies } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, Max, Min, ValidateNested } from 'class-validator';
import { type ClockHours, clockHours, priorities, type Priority } from './terms';

const MINUTES = { zh: '分钟', en: 'minutes' };

export class ServiceLevel {
  @Titled(priorities.title) @IsOneOf(priorities) readonly priority!: Priority;
  @Titled({ zh: '响应时限', en: 'To respond within' }, { unit: MINUTES })
  @IsInt()
  @Min(1)
  @Max(60_000)
  readonly responseMinutes!: number;
  @Titled({ zh: '解决时限', en: 'To resolve within' }, { unit: MINUTES })
  @IsInt()
  @Min(1)
  @Max(60_000)
  readonly resolutionMinutes!: number;
  @Titled(clockHours.title, {
    help: {
      zh: 'working 按政策 business-calendar 的工作时间，natural 按自然时间。',
      en: 'working counts by the policy business-calendar, natural counts every hour.',
    },
  })
  @IsOneOf(clockHours)
  readonly hours!: ClockHours;
}

export class ServiceLevelsPolicy {
  @Titled(
    { zh: '各优先级的时限', en: 'Levels by priority' },
    {
      help: {
        zh: '没有列出的优先级没有时限，也就没有达标或超时。',
        en: 'To a priority that is not named nothing is promised: it is neither met nor missed.',
      },
    },
  )
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => ServiceLevel)
  readonly levels!: readonly ServiceLevel[];
}

/** 服务时限: what a request is promised when it is opened. */
export const serviceLevelsPolicy = definePolicy<ServiceLevelsPolicy>({
  name: 'service-levels',
  title: { zh: '服务时限', en: 'Service levels' },
  document: ServiceLevelsPolicy,
  initial: {
    levels: [
      { priority: 'urgent', responseMinutes: 30, resolutionMinutes: 240, hours: 'natural' },
      { priority: 'high', responseMinutes: 60, resolutionMinutes: 480, hours: 'working' },
      { priority: 'normal', responseMinutes: 240, resolutionMinutes: 1440, hours: 'working' },
      { priority: 'low', responseMinutes: 480, resolutionMinutes: 2880, hours: 'working' },
    ],
  },
});

/** What is promised to a priority. */
export interface Promised {
  readonly responseMinutes: number;
  readonly resolutionMinutes: number;
  readonly hours: ClockHours;
  /** Of the policy of service levels. */
  readonly policyVersion: number;
}

/** undefined: nothing is. */
export function promisedTo(priority: Priority, policies: Policies): Promised | undefined {
  const { document, version: policyVersion } = policies(serviceLevelsPolicy);
  const level = document.levels.find((each) => each.priority === priority);
  if (level === undefined) return undefined;
  const { responseMinutes, resolutionMinutes, hours } = level;
  return { responseMinutes, resolutionMinutes, hours, policyVersion };
}
