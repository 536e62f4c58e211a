import { defineRefusals } from '@dossier/kernel';

/** Of acceptance inspections and quality returns. */
export const qualityRefusal = defineRefusals('service', {
  'unknown-inspection': {
    field: 'inspectionId',
    status: 404,
    zh: '没有编号为 {inspectionId} 的验收检验。',
    en: 'There is no acceptance inspection {inspectionId}.',
  },
  'inspection-retracted': {
    zh: '验收检验 {inspectionId} 已撤回。',
    en: 'Acceptance inspection {inspectionId} was retracted.',
  },
  'more-passed-than-inspected': {
    field: 'passed',
    status: 422,
    zh: '合格 {passed} 件，多于检验的 {inspected} 件。',
    en: '{passed} passed, more than the {inspected} that were inspected.',
  },
  'counts-disagree': {
    status: 422,
    zh: '合格 {passed} 件与不合格 {rejected} 件之和不等于检验的 {inspected} 件。',
    en: '{passed} passed and {rejected} rejected do not make the {inspected} that were inspected.',
  },
  'defects-needed': {
    field: 'defects',
    status: 422,
    zh: '有 {rejected} 件不合格，须给出缺陷。',
    en: '{rejected} were rejected: say for which defects.',
  },
  'more-defects-than-rejected': {
    status: 422,
    zh: '缺陷“{defect}”有 {count} 件，多于不合格的 {rejected} 件。',
    en: '{count} have the defect {defect}, more than the {rejected} that were rejected.',
  },
  'unknown-quality-return': {
    field: 'returnId',
    status: 404,
    zh: '没有编号为 {returnId} 的质量退货。',
    en: 'There is no quality return {returnId}.',
  },
  'quality-return-retracted': {
    zh: '质量退货 {returnId} 已撤回。',
    en: 'Quality return {returnId} was retracted.',
  },
  'return-of-nothing': {
    field: 'inspectionId',
    status: 422,
    zh: '质量退货须注明所属的检验或订单。',
    en: 'A quality return names the inspection or the order that it belongs to.',
  },
  'return-of-other-product': {
    field: 'product',
    status: 422,
    zh: '验收检验 {inspectionId} 检验的是 {inspected}，不是 {product}。',
    en: 'Inspection {inspectionId} was of {inspected}, not of {product}.',
  },
  'more-returned-than-inspected': {
    field: 'quantity',
    status: 422,
    zh: '退货 {quantity} 件，多于检验 {inspectionId} 的 {inspected} 件。',
    en: '{quantity} returned, more than the {inspected} of inspection {inspectionId}.',
  },
});
