import type { Checked, Fault } from '@dossier/engine';

export type Walked = NonNullable<Checked['walked']>;

/** What a walk through the log found, in words. */
export function ofTheWalk({ broken, gap }: Walked): readonly Fault[] {
  const faults: Fault[] = [];
  if (broken) {
    const { stream, revision, position } = broken;
    const words = {
      zh: `第 ${position} 个事件（${stream}，版本 ${revision}）与其哈希值不符：内容被改动，或前一事件缺失`,
      en: `event ${position} (${stream}, revision ${revision}) does not fit its hash: it was changed, or the one before it is gone`,
    };
    faults.push({ code: 'log/changed', words });
  }
  if (gap) {
    const words = {
      zh: `第 ${gap.position} 个事件之前缺少事件：它应接在第 ${gap.follows} 个之后，实际接在第 ${gap.found} 个之后`,
      en: `events are missing before event ${gap.position}: it follows event ${gap.follows}, but event ${gap.found} was found before it`,
    };
    faults.push({ code: 'log/gap', words });
  }
  return faults;
}
