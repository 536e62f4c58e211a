import { defineTerms, isCodeOf } from './terms';

/** Departments that every company has; a company may use names of its own for others. */
export const departments = defineTerms(
  'department',
  { zh: '部门', en: 'Department' },
  {
    sales: { zh: '销售', en: 'sales' },
    service: { zh: '客服', en: 'service' },
    'technical-support': { zh: '技术支持', en: 'technical support' },
    marketing: { zh: '市场', en: 'marketing' },
    finance: { zh: '财务', en: 'finance' },
    logistics: { zh: '物流', en: 'logistics' },
    purchasing: { zh: '采购', en: 'purchasing' },
    'project-development': { zh: '项目开发', en: 'project development' },
    quality: { zh: '质量', en: 'quality' },
    executives: { zh: '管理层', en: 'executives' },
  },
);

/** A department by its code, whether the code was given or its name in either language: `客服`, `Technical support`. */
export function departmentCode(given: string): string {
  const name = given.trim();
  const code = name.toLowerCase().replaceAll(' ', '-');
  if (isCodeOf(departments, code)) return code;
  return departments.codes.find((known) => departments.words[known].zh === name) ?? given;
}
