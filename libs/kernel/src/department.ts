import { defineTerms } from './terms';

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

/** Names of each department, in small letters, by its code. */
const NAMES: ReadonlyMap<string, readonly string[]> = new Map(
  departments.codes.map((code) => {
    const { zh, en } = departments.words[code];
    return [code, [...new Set([code, en, zh])]] as const;
  }),
);
const CODES: ReadonlyMap<string, string> = new Map(
  [...NAMES].flatMap(([code, names]) => names.map((name) => [name, code])),
);

/**
 * The one place that knows which names mean one department: its code and its names in both languages, whatever the case,
 * are the code (`财务`, `Finance`, `finance`). A name of the company's own stays as it is.
 */
export const departmentCode = (given: string): string =>
  CODES.get(given) ?? CODES.get(given.trim().toLowerCase()) ?? given;

/** All names of a department that every company has, in small letters, by any of them; none of one of the company's own. */
export const departmentNames = (given: string): readonly string[] => NAMES.get(departmentCode(given)) ?? [];

/** A field of an event's payload that names a department, or holds an object that does. */
export interface DepartmentField {
  readonly field: string;
  /** Its field in that object. */
  readonly within: string | undefined;
}
const fieldsOf = new WeakMap<object, readonly DepartmentField[]>();

/**
 * Marks a field that names a department: old events have it as it was sent, and are read with its code.
 * @param within of an object, the field that names it
 */
export const NamesDepartment =
  (within?: string): PropertyDecorator =>
  (prototype, field) => {
    fieldsOf.set(prototype, [...(fieldsOf.get(prototype) ?? []), { field: String(field), within }]);
  };

/** Includes fields of parent classes. */
export const departmentFields = ({ prototype }: { readonly prototype: object }): readonly DepartmentField[] => {
  const parent = Object.getPrototypeOf(prototype) as object | null;
  return [...(parent === null ? [] : departmentFields({ prototype: parent })), ...(fieldsOf.get(prototype) ?? [])];
};
