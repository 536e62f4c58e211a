import { type CodeOf, defineTerms } from '@dossier/kernel';

/** Why goods came back. */
export const returnReasons = defineTerms(
  'service.return-reason',
  { zh: '退货原因', en: 'Why returned' },
  {
    defect: { zh: '质量缺陷', en: 'defect' },
    damage: { zh: '损坏', en: 'damaged' },
    specification: { zh: '规格不符', en: 'not as specified' },
    performance: { zh: '性能不达标', en: 'does not perform' },
    other: { zh: '其他', en: 'other' },
  },
);
export type ReturnReason = CodeOf<typeof returnReasons>;

/** What the target of the pass rate says. */
export const passVerdicts = defineTerms(
  'service.pass-verdict',
  { zh: '合格率目标', en: 'Target of the pass rate' },
  {
    met: { zh: '达成', en: 'met' },
    'by-point': { zh: '仅实测值达标，置信下限未达标', en: 'by the measured value only, not by the lower bound' },
    missed: { zh: '未达成', en: 'missed' },
    'too-few': { zh: '样本不足', en: 'too few inspected' },
  },
);
export type PassVerdict = CodeOf<typeof passVerdicts>;

export const passGroupings = defineTerms(
  'service.pass-rate-by',
  { zh: '分组', en: 'By' },
  {
    product: { zh: '产品', en: 'product' },
    customer: { zh: '客户', en: 'customer' },
    month: { zh: '月份', en: 'month' },
  },
);
export type PassGrouping = CodeOf<typeof passGroupings>;

/** What a correction may take away from an inspection. */
export const inspectionRemovables = defineTerms(
  'service.inspection-removable',
  { zh: '可去除的内容', en: 'What can be taken away' },
  {
    batch: { zh: '批次', en: 'batch' },
    orderId: { zh: '订单', en: 'order' },
    delivery: { zh: '送货单号', en: 'delivery note' },
    document: { zh: '文件号', en: 'document' },
    inspector: { zh: '检验员', en: 'inspector' },
    defects: { zh: '缺陷', en: 'defects' },
  },
);
export type InspectionRemovable = CodeOf<typeof inspectionRemovables>;

/** What a correction may take away from a quality return. */
export const returnRemovables = defineTerms(
  'service.return-removable',
  { zh: '可去除的内容', en: 'What can be taken away' },
  {
    inspectionId: { zh: '检验', en: 'inspection' },
    orderId: { zh: '订单', en: 'order' },
    document: { zh: '文件号', en: 'document' },
    explanation: { zh: '说明', en: 'explanation' },
  },
);
export type ReturnRemovable = CodeOf<typeof returnRemovables>;

/** What a Pareto counts. */
export const paretoKinds = defineTerms(
  'service.pareto-of',
  { zh: '统计对象', en: 'What is counted' },
  {
    defect: { zh: '检验发现的缺陷（件数）', en: 'defects that inspections found, in pieces' },
    cause: { zh: '投诉的根本原因（投诉件数）', en: 'root causes of complaints, in complaints' },
    reason: { zh: '质量退货的原因（件数）', en: 'reasons of quality returns, in pieces' },
  },
);
export type ParetoKind = CodeOf<typeof paretoKinds>;
