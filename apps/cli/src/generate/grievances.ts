import type { Text } from '@dossier/kernel';

/** What a customer complains of, what is found, and what is done about it. */
export interface Grievance {
  readonly severity: 'critical' | 'major' | 'minor';
  readonly complaint: Text;
  readonly demand?: Text;
  /** What the customer has to do first, and in how many workdays it does. */
  readonly waits?: { readonly for: Text; readonly days: number };
  /** Asked to look into it, besides service. */
  readonly departments: readonly [string, ...string[]];
  readonly finding: Text;
  readonly cause: string;
  readonly corrective: Text;
  readonly preventive: Text;
  readonly answer: Text;
}

export const grievances: readonly [Grievance, ...Grievance[]] = [
  {
    severity: 'major',
    complaint: { zh: '密封圈三个月内两次漏油', en: 'The seals leaked oil twice in three months' },
    demand: { zh: '更换整批密封圈并说明原因', en: 'Replace the whole lot and say why' },
    waits: { for: { zh: '客户寄回漏油的密封圈', en: 'The seals that leak, for a test' }, days: 4 },
    departments: ['purchasing', 'technical-support'],
    finding: { zh: '该批橡胶硬度低于图纸要求', en: 'The rubber of that lot is softer than the drawing says' },
    cause: 'material',
    corrective: { zh: '免费更换整批密封圈', en: 'Replaced the whole lot free of charge' },
    preventive: { zh: '来料逐批检验硬度', en: 'The hardness of each lot is tested when it comes in' },
    answer: { zh: '客户认可处理结果', en: 'The customer accepts it' },
  },
  {
    severity: 'minor',
    complaint: { zh: '外箱压坏，两件备件变形', en: 'The box was crushed, two parts are bent' },
    waits: { for: { zh: '客户提供开箱照片', en: 'Photographs of the opened box' }, days: 2 },
    departments: ['logistics'],
    finding: { zh: '托盘未加护角，堆放过高', en: 'No edge protection on the pallet, stacked too high' },
    cause: 'transport',
    corrective: { zh: '补发两件备件', en: 'Sent two new parts' },
    preventive: { zh: '托盘加护角，限高两层', en: 'Edge protection, two layers at most' },
    answer: { zh: '客户收到补发件，同意结案', en: 'The parts have come, the customer agrees' },
  },
  {
    severity: 'major',
    complaint: { zh: '交货比承诺晚，产线停等', en: 'Delivered later than promised, the line waited' },
    demand: { zh: '赔偿停线损失', en: 'Pay for the time that the line stood' },
    departments: ['logistics', 'sales'],
    finding: { zh: '缺料未及时通知客户', en: 'A part was missing and nobody told the customer' },
    cause: 'delay',
    corrective: { zh: '给予下单折扣补偿', en: 'A discount on the next order' },
    preventive: { zh: '缺料当日通知客户经理', en: 'The account manager is told the same day' },
    answer: { zh: '客户接受补偿', en: 'The customer accepts it' },
  },
  {
    severity: 'minor',
    complaint: { zh: '随货的合格证与型号不符', en: 'The certificate in the box is for another model' },
    departments: ['project-development'],
    finding: { zh: '改型后模板未更新', en: 'The template was not renewed after the model changed' },
    cause: 'documents',
    corrective: { zh: '重发合格证', en: 'Sent the right certificate' },
    preventive: { zh: '改型流程增加资料核对', en: 'Papers are checked whenever a model changes' },
    answer: { zh: '客户收到新证书', en: 'The new certificate has come' },
  },
  {
    severity: 'minor',
    complaint: { zh: '发错规格，少了两卷', en: 'The wrong size, and two rolls are missing' },
    departments: ['logistics'],
    finding: { zh: '拣货时两张单混放', en: 'Two orders were mixed up when they were picked' },
    cause: 'workmanship',
    corrective: { zh: '当日补发', en: 'Sent the same day' },
    preventive: { zh: '出库逐单扫码', en: 'Each order is scanned before it leaves' },
    answer: { zh: '客户收货，同意结案', en: 'It has come, the customer agrees' },
  },
  {
    severity: 'major',
    complaint: { zh: '同一故障报修三次', en: 'The same fault was reported three times' },
    demand: { zh: '派资深工程师到场', en: 'Send an experienced engineer' },
    departments: ['technical-support'],
    finding: { zh: '只换件，没有查供气压力', en: 'Parts were replaced, the air pressure was never measured' },
    cause: 'service',
    corrective: { zh: '到场加装稳压阀', en: 'Put in a pressure regulator on site' },
    preventive: { zh: '同一故障第二次报修即升级到二线', en: 'A fault that comes back goes to the second line at once' },
    answer: { zh: '客户观察两周，未再发生', en: 'Two weeks without the fault, the customer agrees' },
  },
  {
    severity: 'critical',
    complaint: { zh: '防护门打开时设备未停机', en: 'The machine ran on while its guard was open' },
    demand: { zh: '当日到场整改', en: 'Put it right on site the same day' },
    departments: ['technical-support', 'project-development'],
    finding: { zh: '安全开关接线松动', en: 'The wire of the safety switch was loose' },
    cause: 'workmanship',
    corrective: { zh: '当日到场更换安全开关', en: 'Replaced the switch on site the same day' },
    preventive: { zh: '出厂前逐台做联锁测试', en: 'The interlock of each machine is tested before it leaves' },
    answer: { zh: '客户现场确认', en: 'The customer saw it on site' },
  },
];
