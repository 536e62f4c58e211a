import { departments, isCodeOf, type Language, roles, type Terms } from '@dossier/kernel';
import { lastOf, type Reader } from './catalogue-words';

/** Enumerations of the platform, by the columns that hold their codes. */
const TERMS: Readonly<Record<string, Terms>> = { department: departments, departments, role: roles };

/** What a Chinese reader sees for codes of the platform itself. */
const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  action: {
    authenticate: '验证密钥',
    'dead-letters.Retry': '重试处理失败事件',
    'installation.ChangeZone': '更改时区',
    'installation.ImportSecret': '取得导入密钥',
    'keys.Issue': '签发密钥',
    'keys.Revoke': '吊销密钥',
    'log.AcceptLoss': '接受数据丢失',
    'log.Move': '迁移到服务器',
    'vault.Rewrap': '更换主密钥',
    'log.Verify': '核对日志',
    'projections.Rebuild': '重建读模型',
    several: '多种操作',
    'sign-in': '登录',
  },
  kind: { command: '命令', entry: '登录尝试', event: '事件', read: '读取', time: '时间流逝' },
  outcome: { done: '完成' },
  role: { none: '无' },
  reason: { parked: '事件无法处理', rebuilding: '正在重建' },
};

const yesOrNo: Readonly<Record<Language, readonly [string, string]>> = { zh: ['是', '否'], en: ['yes', 'no'] };

let countries: Intl.DisplayNames | undefined;
/** Made when a country is shown: each start of the tool would wait 15 ms for it. */
const countryNames = (): Intl.DisplayNames =>
  (countries ??= new Intl.DisplayNames(['zh-CN'], { type: 'region', fallback: 'code' }));

/** What the platform itself writes into the details of a record of access. */
const details: readonly (readonly [told: RegExp, zh: string])[] = [
  [/^(\d+) rows?\b/, '$1 行'],
  [/^(\d+) events?\b/, '$1 个事件'],
  [/^from (?=[\d:])/, '来自 '],
  [/^several(?=, \d+ more in the minute )/, '多种'],
  [/, (\d+) more in the minute (\S+)$/, '，$2 起的一分钟内另有 $1 次'],
  [/^(\d+) more in the minute (\S+)$/, '$2 起的一分钟内另有 $1 次'],
  [
    /^(\d+) records until (\S+), counted only: the vault could not be written$/,
    '截至 $2 的 $1 条记录，仅有计数：当时保险库无法写入',
  ],
];
const detailInChinese = (detail: string): string =>
  details.reduce((words, [told, zh]) => words.replace(told, zh), detail);

/** A value at a place as a person reads it; English codes are words. */
export function valueWord(place: string, value: string | boolean, { language, words: declared }: Reader): string {
  const column = lastOf(place);
  if (typeof value === 'boolean') return yesOrNo[language][value ? 0 : 1];
  if (language === 'en') return value;
  if (column === 'detail') return detailInChinese(value);
  if (column === 'country') return /^[A-Z]{2}$/.test(value) ? (countryNames().of(value) ?? value) : value;
  const word = declared?.code(place, value);
  if (word !== undefined) return word;
  const terms = Object.hasOwn(TERMS, column) ? TERMS[column] : undefined;
  if (terms && isCodeOf(terms, value)) return terms.words[value]?.zh ?? value;
  const known = words[column] ?? {};
  return (Object.hasOwn(known, value) ? known[value] : undefined) ?? value;
}
