/** Who of the company does what for customers. Each is called the same wherever they stand: lists are narrowed by owner. */
export const STAFF = {
  accounts: '李伟',
  logistics: '赵敏',
  service: '王芳',
  receivables: '孙丽',
  purchasing: '周强',
  projects: '吴磊',
  pneumatics: '陈刚',
  electrics: '刘洋',
  first: '黄涛',
} as const;
