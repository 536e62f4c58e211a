/** What stands for a value in usage lines: `<file>`, `[options]`. */
const placeholders: Readonly<Record<string, string>> = {
  action: '操作',
  address: '地址',
  command: '命令',
  condition: '条件',
  customer: '客户',
  date: '日期',
  department: '部门',
  field: '字段',
  file: '文件',
  scheme: '方案',
  policy: '政策',
  folder: '文件夹',
  id: '编号',
  instant: '时刻',
  key: '密钥',
  mapping: '映射',
  n: '数量',
  name: '名称',
  'name=value': '名称=值',
  names: '名称',
  number: '数字',
  options: '选项',
  pointer: '指针',
  projection: '读模型',
  'read-model': '读模型',
  role: '角色',
  verb: '命令',
};
/** The Chinese word for what stands for a value; one without a word stays as it is. */
export const placeholder = (name: string): string =>
  (Object.hasOwn(placeholders, name) ? placeholders[name] : undefined) ?? name;
/** The same usage line with Chinese words for what stands for a value. */
export const inChinese = (usage: string): string => usage.replaceAll(/(?<=[<[])[\w=-]+(?=[>\].])/g, placeholder);
