import { daysBetween, defineQuery, kind, NoParams, orNull, READERS, shape, type Shown } from '@dossier/kernel';
import { type Lasted, survival, timeUntil } from '@dossier/statistics';
import { lifecyclePolicy } from '../../lifecycle-policy';
import { lifecycleSection } from '../../lifecycle-section';
import { LABEL, POLICY_VERSION, STAGE } from '../../shown-parts';
import { type Stage, stages } from '../../stages';
import { round1 } from '../../standing';
import { staysOf } from '../../stays';

const days = (zh: string, en: string) => orNull(kind.days({ zh, en }));
const timeInStageShape = shape({
  asOf: kind.instant({ zh: '截至', en: 'As of' }),
  policyVersion: POLICY_VERSION,
  how: kind.words({ zh: '计算方法', en: 'How it is estimated' }),
  rows: kind.rows(
    { zh: '各阶段停留天数', en: 'Days in each stage' },
    {
      stage: STAGE,
      label: LABEL,
      ended: kind.count({ zh: '已离开', en: 'Ended' }),
      open: kind.count(
        { zh: '仍在其中', en: 'Still in it' },
        { help: { zh: '删失：只知停留不短于至今的天数。', en: 'Censored: they last at least as long as until now.' } },
      ),
      days10: days('10% 天数', '10 %'),
      days25: days('25% 天数', '25 %'),
      days50: days('50% 天数', '50 %'),
      days75: days('75% 天数', '75 %'),
      days90: days('90% 天数', '90 %'),
      longestDays: days('最长天数', 'Longest days'),
    },
  ),
});
type Answer = Shown<typeof timeInStageShape>;

const HOW = {
  zh: '按 Kaplan–Meier 估计：多少天内有该比例的停留已结束。仍在其中的停留计到截至之日为止，不算结束；比例未达到的为空。',
  en: 'By Kaplan and Meier: in how many days that share of the stays has ended. Stays that go on count up to the day asked for and are no end; empty where the share is not reached.',
};

/** How long customers stay in each stage; those that are still in it are not taken for ended. */
export const timeInStage = defineQuery({
  name: 'report.time-in-stage',
  title: { zh: '各阶段停留时间的分布', en: 'Time in stage: how long customers stay' },
  params: NoParams,
  by: READERS,
  over: [lifecycleSection],
  asKnown: true,
  shape: timeInStageShape,
  run: async (_, { reads, asOf, policies }): Promise<Answer> => {
    const { version, document } = policies(lifecyclePolicy);
    const lasted = new Map<Stage, Lasted[]>(stages.codes.map((stage) => [stage, []]));
    for await (const chunk of reads.documents(lifecycleSection))
      for (const { doc } of chunk)
        for (const { stage, since, until } of staysOf(doc, document, asOf))
          lasted.get(stage)?.push({ time: daysBetween(since, until ?? asOf), ended: until !== null });
    return {
      ...{ asOf, policyVersion: version, how: HOW },
      rows: [...lasted].map(([stage, all]) => {
        const steps = survival(all);
        const by = (percent: number): number | null => {
          const time = timeUntil(steps, percent);
          return time === null ? null : round1(time);
        };
        const ended = all.filter((one) => one.ended).length;
        return {
          ...{ stage, label: stages.words[stage], ended, open: all.length - ended },
          ...{ days10: by(10), days25: by(25), days50: by(50), days75: by(75) },
          days90: by(90),
          longestDays: all.length === 0 ? null : round1(all.reduce((most, { time }) => Math.max(most, time), 0)),
        };
      }),
    };
  },
});
