import { Titled } from '@dossier/fields';
import { definePolicy } from '@dossier/kernel';
import { IsInt, Max, Min } from 'class-validator';
import { hazardSeverities } from './hazard-terms';

const { words } = hazardSeverities;
const DAYS = { unit: { zh: '天', en: 'days' }, kind: 'days' } as const;

/** Days of 24 hours in which a notice of each severity is to be acknowledged. */
export class HazardNoticesPolicy {
  @Titled(words.danger, DAYS) @IsInt() @Min(1) @Max(365) readonly danger!: number;
  @Titled(words.warning, DAYS) @IsInt() @Min(1) @Max(365) readonly warning!: number;
  @Titled(words.caution, DAYS) @IsInt() @Min(1) @Max(365) readonly caution!: number;
}

/** 危险告知确认期限 */
export const hazardNoticesPolicy = definePolicy<HazardNoticesPolicy>({
  name: 'hazard-notices',
  title: { zh: '危险告知确认期限', en: 'Days to acknowledge a hazard' },
  document: HazardNoticesPolicy,
  initial: { danger: 3, warning: 7, caution: 14 },
});
