import type { Text } from '@dossier/kernel';

/** What customers ask of service. */
export interface Request {
  readonly subject: Text;
  readonly solution: Text;
  readonly priority: 'urgent' | 'high' | 'normal' | 'low';
  readonly skill: string;
}

export const requests: readonly [Request, ...Request[]] = [
  {
    subject: { zh: '封口机漏气，产线停机', en: 'Sealing machine leaks air, the line stands' },
    solution: { zh: '更换气缸密封件并试机', en: 'Replaced the seals of the cylinder and ran it' },
    priority: 'urgent',
    skill: 'pneumatics',
  },
  {
    subject: { zh: '触摸屏黑屏', en: 'The touch screen stays dark' },
    solution: { zh: '更换电源模块', en: 'Replaced the power module' },
    priority: 'high',
    skill: 'electrics',
  },
  {
    subject: { zh: '咨询备件型号', en: 'Asks which spare part fits' },
    solution: { zh: '发送备件清单', en: 'Sent the list of parts' },
    priority: 'normal',
    skill: 'parts',
  },
  {
    subject: { zh: '包装膜跑偏', en: 'The film runs off its track' },
    solution: { zh: '调整导辊并培训操作工', en: 'Set the guide roller and showed the operator how' },
    priority: 'normal',
    skill: 'mechanics',
  },
  {
    subject: { zh: '索要操作手册', en: 'Wants the manual' },
    solution: { zh: '已发送电子版', en: 'Sent it as a file' },
    priority: 'low',
    skill: 'papers',
  },
];
