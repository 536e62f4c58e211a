import { departments, enumerated, roles, type Text } from '@dossier/kernel';
import { LISTS } from '../read-models';
import type { Verb } from '../verb';

const knownAt = {
  flags: '--known-at <date>',
  title: { zh: '只用当时已知的事实', en: 'only by what was known then' },
};
const asOf = {
  flags: '--as-of <date>',
  title: { zh: '截至该日期或时刻', en: 'as of this date or instant' },
};
const limit = (title: Text) => ({ flags: '--limit <n>', title });
const csv = { flags: '--csv', title: { zh: '以 CSV 输出', en: 'as CSV' } };
/** Codes as they are typed, with the words that a Chinese reader knows them by. */
const codes = (words: Readonly<Record<string, Text>>): Text => ({
  zh: enumerated(Object.entries(words).map(([code, { zh }]) => `${code}（${zh}）`)).zh,
  en: enumerated(Object.keys(words)).en,
});
const titles = (named: Readonly<Record<string, { readonly title: Text }>>): Text =>
  codes(Object.fromEntries(Object.entries(named).map(([name, { title }]) => [name, title])));
const known = codes(departments.words);

const customer = {
  name: '<customer>',
  title: { zh: '客户编号、外部编号或“来源：编号”', en: 'customer by id, external id, or source:id' },
};

const scheme = {
  name: '<scheme>',
  title: {
    zh: '分级方案，如 value（价值）、vip、abc；全部见 dossier query policies',
    en: 'scheme of tiers, such as value, vip or abc; dossier query policies lists them as tier-…',
  },
};

/** Everything that can be typed behind `dossier`. */
export const verbs: readonly Verb[] = [
  {
    name: 'import',
    title: {
      zh: '导入文件；重复导入不会重复写入，中断后再次运行即可继续',
      en: 'bring in a file; a repeat adds nothing, and one that was cut off goes on when run again',
    },
    arguments: [
      {
        name: '<mapping>',
        title: {
          zh: '映射：online-retail（时间为英国时间 Europe/London，价格为英镑 GBP）或 helpdesk（时间为 UTC）',
          en: 'mapping: online-retail (times are Europe/London, prices GBP) or helpdesk (times are UTC)',
        },
      },
      { name: '<file>', title: { zh: 'csv 文件，可用 gzip 压缩', en: 'csv file, also packed by gzip' } },
    ],
    options: [
      {
        flags: '--dry-run',
        title: { zh: '只说明将会如何，不写入', en: 'tell what would come of it, write nothing' },
      },
      {
        flags: '--allow-rejected',
        title: { zh: '有行被拒绝时仍以退出码 0 结束', en: 'exit code 0 although rows were rejected' },
      },
    ],
    load: async () => (await import('./import.js')).run,
  },
  {
    name: 'generate',
    title: {
      zh: '生成一段逼真的业务历史（种子、规模和最后一天都相同时，历史也相同）；新文件夹的时区为 Asia/Shanghai，除非 DOSSIER_ZONE 另有指定',
      en: 'make a believable business (same seed, size and last day: same history); a new folder gets the zone Asia/Shanghai, unless DOSSIER_ZONE names one',
    },
    options: [
      {
        flags: '--events <n>',
        title: {
          zh: '事件的大致数量（默认 10000）；从 1000 个起，前五分之一的客户占销售额的七到八成',
          en: 'about how many events (default 10000); from 1000 on the largest fifth of customers holds 70 to 80 per cent of sales',
        },
      },
      { flags: '--seed <number>', title: { zh: '种子（默认 1）', en: 'seed (default 1)' } },
      {
        flags: '--until <date>',
        title: { zh: '历史的最后一天（默认今天）', en: 'last day of the history (default today)' },
      },
      {
        flags: '--demo',
        title: {
          zh: '演示数据：两年的业务与三个故事，规模与种子固定，只写入自己的文件夹',
          en: 'the demo: two years of business with three stories, of a fixed size and seed, in a folder of its own alone',
        },
      },
      {
        flags: '--dry-run',
        title: { zh: '把命令写到标准输出，不发送', en: 'write the commands to stdout, send nothing' },
      },
      { flags: '--yes', title: { zh: '已有其他数据时仍然写入', en: 'also where there are other data already' } },
    ],
    load: async () => (await import('./generate.js')).run,
  },
  {
    name: 'query',
    title: { zh: '查询读模型的内容', en: 'list a read model' },
    arguments: [
      {
        name: '<read-model>',
        title: {
          zh: `${titles(LISTS).zh}，以及各业务的读模型，如 orders（订单）`,
          en: `${titles(LISTS).en}, and every read model of a context, such as orders`,
        },
      },
    ],
    options: [
      {
        flags: '--where <condition...>',
        title: {
          zh: '条件，写作 字段=值；也可用 != > >= < <= ~（包含）；搜索用 q=词；金额如 net>=1600.00，须同时给出 currency=GBP',
          en: 'field=value; also != > >= < <= and ~ for contains; q=words searches; an amount is net>=1600.00 with currency=GBP beside it',
        },
      },
      {
        flags: '--fields <names>',
        title: {
          zh: '只显示这些部分，以逗号分隔，如 name,status；组内的部分写作 sales.net',
          en: 'these parts alone, divided by commas, such as name,status; a part of a group is sales.net',
        },
      },
      {
        flags: '--sort <field>',
        title: { zh: '排序字段；前加 - 为降序', en: 'field to sort by, -field for descending' },
      },
      limit({ zh: '最多显示的行数', en: 'at most so many rows' }),
      csv,
    ],
    load: async () => (await import('./query.js')).run,
  },
  {
    name: 'report',
    title: { zh: '输出报表', en: 'print a report' },
    arguments: [
      {
        name: '<name>',
        title: {
          zh: '报表名称，如 rfm；全部名称见 dossier query reports',
          en: 'name of a report, such as rfm; dossier query reports lists them all',
        },
      },
    ],
    options: [
      asOf,
      knownAt,
      { flags: '--basis <net|gross>', title: { zh: '金额口径：净额或毛额', en: 'what money means: net or gross' } },
      {
        flags: '--set <name=value...>',
        title: { zh: '报表专用的参数，如 currency=CNY', en: 'the report’s own parameters, such as currency=CNY' },
      },
      limit({ zh: '最多显示的行数（默认 50）', en: 'show at most so many rows (default 50)' }),
      csv,
    ],
    load: async () => (await import('./report.js')).run,
  },
  {
    name: 'replay',
    title: {
      zh: '重放一个客户的历史及由此得出的 360° 视图',
      en: 'the history of a customer and the 360° view it gives',
    },
    arguments: [customer],
    options: [
      asOf,
      knownAt,
      { flags: '--view', title: { zh: '只显示 360° 视图，不列历史', en: 'the 360° view alone, without the history' } },
      { flags: '--diff', title: { zh: '与现在相比有何不同', en: 'what differs from now' } },
      {
        flags: '--why <pointer>',
        title: {
          zh: '某一数字背后的事件，如 /sales/net；all 列出全部指标',
          en: 'the events behind a figure, such as /sales/net; all lists the figures',
        },
      },
    ],
    load: async () => (await import('./replay.js')).run,
  },
  {
    name: 'assess',
    title: {
      zh: '按分级方案评定全部客户，并列出变动',
      en: 'assess all customers by a scheme of tiers, and list who moved',
    },
    arguments: [scheme],
    options: [
      asOf,
      {
        flags: '--dry-run',
        title: { zh: '只说明将会如何，不写入', en: 'tell what would come of it, write nothing' },
      },
      limit({ zh: '最多显示的行数（默认 50）', en: 'show at most so many rows (default 50)' }),
    ],
    load: async () => (await import('./assess.js')).run,
  },
  {
    name: 'outlook',
    title: {
      zh: '一个客户距更高级别还差什么；全体客户的变动见 assess --dry-run',
      en: 'what a customer lacks for better tiers; which customers would move: assess --dry-run',
    },
    arguments: [customer, scheme],
    options: [asOf],
    load: async () => (await import('./outlook.js')).run,
  },
  {
    name: 'what-if',
    title: {
      zh: '试算：若采用分级方案或服务请求分派的草案，谁会变动、何时、为何；不写入任何内容',
      en: 'who would move, when and why, were a draft the policy of a scheme, or of who gets which request; writes nothing',
    },
    arguments: [
      {
        name: '<policy>',
        title: {
          zh: '分级方案，如 value；或 service-assignment，即服务请求的分派',
          en: 'a scheme of tiers, such as value; or service-assignment, by which requests are assigned',
        },
      },
      {
        name: '<file>',
        title: {
          zh: '草案：政策的完整内容（JSON），可由 GET /policies/tier-<方案> 或 GET /policies/service-assignment 取得后修改；分级方案还可用 {"draft": …, "benefits": …}，连同权益草案；短的草案可直接写在此处，以 { 开头',
          en: 'the draft: a whole document of the policy as JSON, such as GET /policies/tier-<scheme> or GET /policies/service-assignment gives it; of a scheme also {"draft": …, "benefits": …} with a draft of the benefits; a short one may be typed here instead of a file, beginning with {',
        },
      },
    ],
    options: [asOf, limit({ zh: '最多显示的行数（默认 50）', en: 'show at most so many rows (default 50)' })],
    load: async () => (await import('./what-if.js')).run,
  },
  {
    name: 'projections',
    title: { zh: '读模型及其进度', en: 'read models and how far they are' },
    load: async () => (await import('./projections.js')).run,
  },
  {
    name: 'rebuild',
    title: { zh: '从日志重建一个读模型', en: 'build a read model anew from the log' },
    arguments: [{ name: '<projection>', title: { zh: '读模型名称', en: 'name of the read model' } }],
    load: async () => (await import('./rebuild.js')).run,
  },
  {
    name: 'verify',
    title: { zh: '核对日志的哈希链', en: 'check the hash chains of the log' },
    load: async () => (await import('./verify.js')).run,
  },
  {
    name: 'accept-loss',
    title: {
      zh: '接受数据文件夹已丢失的内容，记录在案后继续',
      en: 'go on without what the data folder has lost, and record that',
    },
    options: [{ flags: '--yes', title: { zh: '确已丢失，接受', en: 'it is lost for good: accept it' } }],
    load: async () => (await import('./accept-loss.js')).run,
  },
  {
    name: 'move',
    title: {
      zh: '将数据文件夹迁移到环境变量所指的服务器，并逐项比对',
      en: 'take a data folder to the servers that the environment names, and compare all of it',
    },
    options: [
      {
        flags: '--dry-run',
        title: {
          zh: '只说明将迁移的内容与障碍，不做任何改动',
          en: 'only say what would be moved and what is in the way',
        },
      },
      {
        flags: '--folder-key <file>',
        title: {
          zh: '数据文件夹的主密钥所在文件（默认其中的 master.key，否则 DOSSIER_MASTER_KEY）',
          en: 'file with the folder’s master key (default: its master.key, else DOSSIER_MASTER_KEY)',
        },
      },
    ],
    load: async () => (await import('./move.js')).run,
  },
  {
    name: 'rewrap',
    title: {
      zh: '更换主密钥：用 DOSSIER_MASTER_KEY 重新加密服务器保险库中的密钥，旧的为 DOSSIER_MASTER_KEY_BEFORE',
      en: 'replace the master key: wrap the keys in the vault of the servers by DOSSIER_MASTER_KEY, in place of DOSSIER_MASTER_KEY_BEFORE',
    },
    load: async () => (await import('./rewrap.js')).run,
  },
  {
    name: 'dead-letters',
    title: { zh: '处理失败事件：查看与重试', en: 'events that a projection could not take' },
    arguments: [
      { name: '[action]', title: { zh: 'list（默认）或 retry', en: 'list (default) or retry' } },
      { name: '[id]', title: { zh: '编号', en: 'id' } },
    ],
    load: async () => (await import('./dead-letters.js')).run,
  },
  {
    name: 'keys',
    title: { zh: 'API 密钥', en: 'API keys' },
    arguments: [
      { name: '[action]', title: { zh: 'list（默认）、create 或 revoke', en: 'list (default), create or revoke' } },
      { name: '[id]', title: { zh: '要吊销的密钥编号', en: 'id of the key to revoke' } },
    ],
    options: [
      { flags: '--name <name>', title: { zh: '密钥的名称', en: 'what the key is for' } },
      {
        flags: '--role <role>',
        title: codes(roles.words),
      },
      {
        flags: '--department <name...>',
        title: {
          zh: `部门人员可以以哪些部门的名义登记：${known.zh}，或其他部门`,
          en: `departments for which staff may speak: ${known.en}, or any other`,
        },
      },
      {
        flags: '--expires <instant>',
        title: {
          zh: '到期时刻，如 2027-01-31T00:00:00+08:00',
          en: 'when it expires, such as 2027-01-31T00:00:00+08:00',
        },
      },
    ],
    load: async () => (await import('./keys.js')).run,
  },
  {
    name: 'zone',
    title: {
      zh: '公司时区：日期的起止以它为准；可更改',
      en: 'the company’s time zone, by which days begin and end; or change it',
    },
    arguments: [
      { name: '[name]', title: { zh: '新的时区，如 Asia/Shanghai', en: 'the new zone, such as Asia/Shanghai' } },
    ],
    load: async () => (await import('./zone.js')).run,
  },
  {
    name: 'doctor',
    title: { zh: '检查安装与数据文件夹是否正常', en: 'see whether installation and data folder are well' },
    load: async () => (await import('./doctor.js')).run,
  },
];
