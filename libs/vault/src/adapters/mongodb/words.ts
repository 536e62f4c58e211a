import type { Text } from '@dossier/kernel';

export const CLOSED: Text = { zh: '保险库已关闭', en: 'the vault is closed' };
export const KEY_MISSING: Text = {
  zh: '缺少主密钥：请设置环境变量 DOSSIER_MASTER_KEY（64 位十六进制），并与数据库分开备份。没有主密钥，个人数据将无法读取。',
  en: 'the master key is missing: set DOSSIER_MASTER_KEY (64 hex digits), and back it up apart from the database. Without it personal data cannot be read.',
};
export const KEY_WRONG: Text = {
  zh: '主密钥与 MongoDB 中的保险库不匹配：请设置建库时所用的 DOSSIER_MASTER_KEY。',
  en: 'the master key does not fit the vault in MongoDB: set the DOSSIER_MASTER_KEY that it was made with.',
};
export const vaultMissing = (log: string): Text => ({
  zh: `日志 ${log} 已有事件，但 MongoDB 的这个数据库中没有其保险库。请检查连接字符串，或从备份恢复该数据库；Dossier 不会另建新库。`,
  en: `the log ${log} has events, but its vault is not in this database of MongoDB. Look at the connection string, or restore the database from your backup; no new one is made.`,
});
export const logMissing = (known: string): Text => ({
  zh: `MongoDB 中的保险库属于日志 ${known}，但此处的日志为空，并非该日志。请检查日志的连接字符串，或从备份恢复该日志；Dossier 不会另建新日志。`,
  en: `the vault in MongoDB belongs to the log ${known}, but the log here is empty and another one. Look at the connection string of the log, or restore the log from your backup; no new one is begun.`,
});
export const foreign = (known: string, log: string): Text => ({
  zh: `MongoDB 中的保险库属于日志 ${known}，而此处是日志 ${log}。请连接同属一套的保险库与日志。`,
  en: `the vault in MongoDB belongs to the log ${known}, but the log here is ${log}. Connect a vault and a log that belong together.`,
});
