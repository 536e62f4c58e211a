import type { Text } from '@dossier/kernel';

/** What can happen where a product is used wrongly, and who answers for it. */
export interface Hazard {
  /** Those that have it. */
  readonly skus: readonly string[];
  readonly severity: 'danger' | 'warning' | 'caution';
  readonly hazard: Text;
  readonly responsibility: Text;
}

export const hazards: readonly Hazard[] = [
  {
    skus: ['PK-200', 'PK-350'],
    severity: 'danger',
    hazard: { zh: '拆除防护罩运行，封切机构可致断指', en: 'Run without its guard, the sealing jaws can sever fingers' },
    responsibility: {
      zh: '自行拆除防护装置造成的人身伤害由使用方承担',
      en: 'The user answers for injuries where guards were taken off',
    },
  },
  {
    skus: ['DR-20', 'MT-750'],
    severity: 'danger',
    hazard: {
      zh: '断电后 5 分钟内端子仍带电，触碰可致电击',
      en: 'Its terminals are live for 5 minutes after power is off',
    },
    responsibility: {
      zh: '须由持证电工更换；违反造成的后果由使用方承担',
      en: 'To be replaced by a certified electrician; the user answers for what comes of anything else',
    },
  },
  {
    skus: ['HT-220'],
    severity: 'warning',
    hazard: { zh: '表面温度可达 220 ℃，触碰可致烫伤', en: 'Its surface reaches 220 °C and burns whoever touches it' },
    responsibility: {
      zh: '未冷却即拆装造成的烫伤由使用方承担',
      en: 'The user answers for burns where it was taken out hot',
    },
  },
  {
    skus: ['KN-150'],
    severity: 'warning',
    hazard: { zh: '刃口锋利，徒手拆装可致割伤', en: 'Its edge cuts whoever handles it without gloves' },
    responsibility: {
      zh: '未戴防割手套造成的割伤由使用方承担',
      en: 'The user answers for cuts where no gloves were worn',
    },
  },
  {
    skus: ['IK-BK', 'OL-46'],
    severity: 'caution',
    hazard: { zh: '靠近加热部件存放可能起火', en: 'It may catch fire where it is stored beside heated parts' },
    responsibility: {
      zh: '未按标签要求存放造成的损失由使用方承担',
      en: 'The user answers for losses where it was not stored as its label says',
    },
  },
];
