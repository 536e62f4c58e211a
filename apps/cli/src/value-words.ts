import { departments, enumerated, isCodeOf, type Language, roles, type Terms } from '@dossier/kernel';
import { type ProblemKind, PROBLEMS, TITLES } from '@dossier/web/edge/problems';
import { lastOf, type Reader } from './catalogue-words';
import { columnWord } from './column-words';

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
  outcome: {
    done: '完成',
    'still-failing': '仍无法处理',
    'auth/expired-key': '密钥已过期（auth/expired-key）',
    'auth/revoked-key': '密钥已吊销（auth/revoked-key）',
  },
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
  [/^whole$/, '完整核对'],
  [/^quick$/, '快速核对'],
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
function detailInChinese(detail: string, reader: Reader): string {
  const [, rows, names] = /^(\d+) rows? (.+)$/.exec(detail) ?? [];
  const asked =
    names === undefined
      ? detail.split(' ').map((name) => parameterWord(name, reader))
      : names.split(' ').map((name) => parameterWord(name, reader) ?? wordOf(name, reader));
  if (asked.every((word) => word !== undefined))
    return `${rows === undefined ? '' : `${rows} 行，`}按${enumerated(asked).zh}`;
  return details.reduce((words, [told, zh]) => words.replace(told, zh), detail);
}
/** Parameters of lists by which something was read: `filter[stage]`, `limit`. */
const PARAMETERS: Readonly<Record<string, string>> = {
  ...{ limit: '行数', sort: '排序', fields: '列', q: '搜索', asOf: '截至时间', knownAt: '已知截至', figure: '指标' },
  ...{ since: '起始时间', of: '分类方式', by: '分组方式', ids: '编号', lang: '语言', count: '计数' },
  ...{ customer: '客户', actor: '操作者', from: '起始时间', to: '截止时间', after: '位置', scheme: '方案' },
};
function parameterWord(name: string, reader: Reader): string | undefined {
  const [, field] = /^filter\[([\w.-]+)\](?:\[\w+\])?$/.exec(name) ?? [];
  if (field !== undefined) return columnWord(lastOf(field), reader, field.split('.').slice(0, -1).join('.'));
  return Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined;
}
/** undefined: there is none, it may be the key of what was read. */
function wordOf(name: string, reader: Reader): string | undefined {
  const word = columnWord(name, reader);
  return word === name ? undefined : word;
}

/** How a command or read ended: what refused it, with the code by which the documentation names it. */
function outcomeInChinese(outcome: string): string | undefined {
  const told = words['outcome']?.[outcome];
  if (told !== undefined || !/^[a-z-]+\/[a-z-]+$/.test(outcome)) return told;
  const kind = (PROBLEMS as Readonly<Record<string, ProblemKind>>)[outcome];
  return `${(kind && TITLES[kind.status]?.zh) ?? '被拒绝'}（${outcome}）`;
}

/** A value at a place as a person reads it; English codes are words. */
export function valueWord(place: string, value: string | boolean, reader: Reader): string {
  const { language, words: declared } = reader;
  const column = lastOf(place);
  if (typeof value === 'boolean') return yesOrNo[language][value ? 0 : 1];
  if (language === 'en') return value;
  if (column === 'detail') return detailInChinese(value, reader);
  const outcome = column === 'outcome' ? outcomeInChinese(value) : undefined;
  if (outcome !== undefined) return outcome;
  if (column === 'country') return /^[A-Z]{2}$/.test(value) ? (countryNames().of(value) ?? value) : value;
  const word = declared?.code(place, value);
  if (word !== undefined) return word;
  const terms = Object.hasOwn(TERMS, column) ? TERMS[column] : undefined;
  if (terms && isCodeOf(terms, value)) return terms.words[value]?.zh ?? value;
  const known = words[column] ?? {};
  return (Object.hasOwn(known, value) ? known[value] : undefined) ?? value;
}
