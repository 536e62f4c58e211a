import { Titled } from '@dossier/fields';
import { definePolicy } from '@dossier/kernel';
import { IsInt, Max, Min } from 'class-validator';

export class ComplaintsPolicy {
  /** Days of 24 hours. */
  @Titled({ zh: '未结案即升级的天数', en: 'Days until an open one is escalated' }, { unit: { zh: '天', en: 'days' } })
  @IsInt()
  @Min(1)
  @Max(365)
  readonly escalateAfterDays!: number;
}

/** 投诉处理期限 */
export const complaintsPolicy = definePolicy<ComplaintsPolicy>({
  name: 'complaints',
  title: { zh: '投诉处理', en: 'Complaints' },
  document: ComplaintsPolicy,
  initial: { escalateAfterDays: 5 },
});
