import { IsId, IsLabel, IsOneOf, IsText, Removes, Titled } from '@dossier/fields';
import { canonicalJson, correctedTo, defineCommand, saidAgain } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { About, notBoth } from '../../about';
import { openPlan, plan, planIn, planRefuses, scopeIn } from '../../plan';
import { PlanCorrected } from '../../plan.events';
import { satisfactionRefusal } from '../../satisfaction.refusals';
import { MEASURES, OWNER, PLAN_ID, PLAN_TITLE, REASON } from '../../shown-parts';
import { type Instrument, instruments, type Removable, removables } from '../../terms';

export class CorrectPlan extends About {
  @Titled(PLAN_ID) @IsId() readonly planId!: string;
  @Titled(PLAN_TITLE) @IsOptional() @IsText(200) readonly title?: string;
  @Titled(MEASURES) @IsOptional() @IsText(5000) readonly measures?: string;
  @Titled(OWNER) @IsOptional() @IsLabel() readonly owner?: string;
  @Titled(instruments.title) @IsOptional() @IsOneOf(instruments) readonly instrument?: Instrument;
  @Removes(removables) readonly remove?: readonly Removable[];
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 更正改进计划 */
export const correctPlan = defineCommand({
  name: 'satisfaction.CorrectPlan',
  title: { zh: '更正改进计划', en: 'Correct an improvement plan' },
  command: CorrectPlan,
  on: plan,
  id: ({ planId }) => planId,
  by: ['service', 'staff'],
  refuses: [planRefuses, satisfactionRefusal.some('nothing-corrected', 'given-and-removed', 'plan-started')],
  route: {
    path: 'improvement-plans/:planId/correct',
    description: {
      zh: '只改所给的内容。实施后不能再改以哪些答复衡量：否则可以事后挑选好看的范围。',
      en: 'Changes only what is given. Once it is in force, which answers it is judged by stays: else the scope that looks best could be chosen afterwards.',
    },
    example: { planId: 'plan-2026-03', owner: '客服主管', reason: '改由客服牵头' },
  },
  decide: (command, state) => {
    const { planId, remove = [], reason } = command;
    const { content, startedAt, madeAt } = openPlan(state, planId);
    const news = planIn(command);
    if (Object.keys(news).length === 0 && remove.length === 0) throw satisfactionRefusal('nothing-corrected');
    notBoth(news, remove);
    const before = saidAgain(content);
    const then = correctedTo(before, news, remove);
    if (canonicalJson(then) === canonicalJson(before)) return [];
    if (startedAt !== null && canonicalJson(scopeIn(then)) !== canonicalJson(scopeIn(before)))
      throw satisfactionRefusal('plan-started', { planId, startedAt });
    return [PlanCorrected({ ...then, reason }, { occurredAt: madeAt })];
  },
});
