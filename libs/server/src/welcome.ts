import { escapeHtml, type Language, type Text } from '@dossier/kernel';
import { PREFIX } from '@dossier/web';
import type { Story } from './demo';
import type { Holding } from './holding';
import { page, shell } from './page';
import { CREATE_KEY } from './sign-in-pages';
import { toolCommand } from './tool-command';

/** A command as the documentation shows it. */
export interface Example {
  readonly path: string;
  readonly body: unknown;
}
export interface Welcome {
  /** `http://localhost:3000`. */
  readonly origin: string;
  /** The data folder, for readers on this machine. */
  readonly data: string | undefined;
  /** There is no folder, nor a sign-in link. */
  readonly onServers: boolean;
  /** What the folder holds; undefined: nothing yet. */
  readonly holding: Holding | undefined;
  /** Of a demo, for readers on this machine. */
  readonly stories: readonly Story[];
  /** A first command to try. */
  readonly example: Example | undefined;
}

const WORDS = {
  title: { zh: 'Dossier · 客户档案', en: 'Dossier' },
  what: {
    zh: '面向大客户业务的客户数据平台：销售、服务、财务、市场各自看到客户的一部分，Dossier 把发生的事逐件记录下来，由此推导出每个客户的完整画像，并能证明每个数字从何而来。',
    en: 'A customer-data platform for companies that live on key accounts. Sales, service, finance and marketing each see a part of a customer; Dossier writes down what happened, once, and derives one whole picture of each customer, with the events behind every figure.',
  },
  empty: { zh: '数据文件夹还是空的。可以这样开始：', en: 'The data folder is still empty. Ways to begin:' },
  nothing: { zh: '尚未登记任何内容。可以这样开始：', en: 'Nothing is recorded yet. Ways to begin:' },
  stories: { zh: '演示数据里的故事', en: 'Stories of the demo' },
  storiesHow: {
    zh: '全部为虚构数据，随意尝试；在本机无需密钥即可查看。链接给出接口的 JSON 回答；下方的命令在项目文件夹的终端里运行，以便于阅读的形式显示同样的内容：',
    en: 'All of it is invented: try what you like. On this machine it is read without a key. A link gives the answer of the API, in JSON; the command below it, typed in a terminal in the folder of the project, shows the same for people to read:',
  },
  running: { zh: '服务正在运行。接下来可以：', en: 'The server is running. What to do next:' },
  holding: { zh: '已有数据', en: 'What is in' },
  imported: { zh: '最近一次导入', en: 'Latest import' },
  recorded: { zh: '最近一次记录', en: 'Latest entry' },
  look: { zh: '查看数据', en: 'Look at it' },
  lookHow: { zh: '在本机终端运行：', en: 'In a terminal on this machine:' },
  key: { zh: '取得密钥', en: 'Get a key' },
  keyHow: {
    zh: '启动时终端里显示了一次性登录链接；也可以在本机终端运行：',
    en: 'A one-time sign-in link was printed in the terminal at the start. Or, in a terminal on this machine:',
  },
  keyOnServers: {
    zh: '数据在服务器上。请在设有与本服务相同环境变量的终端里运行：',
    en: 'The data are on servers. In a terminal with the same environment as this server:',
  },
  import: { zh: '导入历史文件', en: 'Import years of invoices' },
  importHow: {
    zh: '与其他写入使用相同的命令；中断后可继续，重复导入不会重复记录：',
    en: 'Through the same commands as everybody; it can be resumed, and a second run adds nothing:',
  },
  api: { zh: '使用接口', en: 'Use the API' },
  apiHow: { zh: '把 KEY 换成您的密钥：', en: 'With your key in place of KEY:' },
  watch: { zh: '实时查看事件', en: 'Watch events as they happen' },
  docs: { zh: '接口文档', en: 'API documentation' },
  ready: { zh: '就绪状态', en: 'Readiness' },
  other: { zh: 'English', en: '中文' },
} satisfies Record<string, Text>;

/** A step of the way, with what to type. */
interface Step {
  readonly title: keyof typeof WORDS;
  readonly how?: keyof typeof WORDS;
  readonly commands: readonly string[];
}

function steps({ origin, data, onServers, holding, example }: Welcome, language: Language): readonly Step[] {
  const tool = (typed: string): string => toolCommand(typed, data);
  const auth = `-H 'Authorization: Bearer KEY'`;
  const post =
    example &&
    `curl -X POST ${origin}${example.path} \\\n  ${auth} -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify(example.body).replaceAll("'", "'\\''")}'`;
  return [
    ...(holding
      ? [
          {
            title: 'look',
            how: 'lookHow',
            commands: ['query customers', 'report lifecycle'].map((typed) => tool(`${typed} --lang ${language}`)),
          } as const,
        ]
      : []),
    { title: 'key', how: onServers ? 'keyOnServers' : 'keyHow', commands: [tool(CREATE_KEY)] },
    {
      title: 'import',
      how: 'importHow',
      commands: [tool('import online-retail online_retail_2010_2011.csv.gz')],
    },
    {
      title: 'api',
      how: 'apiHow',
      commands: [...(post === undefined ? [] : [post]), `curl ${origin}/${PREFIX}/customers ${auth}`],
    },
    { title: 'watch', commands: [`curl -N ${origin}/${PREFIX}/events -H 'Accept: text/event-stream' ${auth}`] },
  ];
}

/** The first page: what this is, what is in, and the ways to begin or to go on. */
export function welcomePage(language: Language, welcome: Welcome): string {
  const word = (name: keyof typeof WORDS): string => escapeHtml(WORDS[name][language]);
  const other = language === 'zh' ? 'en' : 'zh';
  const { holding, stories, onServers, data } = welcome;
  const section = ({ title, how, commands }: Step, index: number): string =>
    [
      `<h2>${index + 1}. ${word(title)}</h2>`,
      ...(how ? [`<p>${word(how)}</p>`] : []),
      ...commands.map((command) => shell(command)),
    ].join('\n');
  return page(
    language,
    WORDS.title[language],
    `<h1>${word('title')}</h1>
<nav><a href="/docs">${word('docs')}</a><a href="/health/ready">${word('ready')}</a><a href="/?lang=${other}" hreflang="${other}">${word('other')}</a></nav>
<p>${word('what')}</p>
${holding?.counts ? heldTable(language, holding, holding.counts) : ''}
${stories.length > 0 ? `<h2>${word('stories')}</h2>\n<p>${word('storiesHow')}</p>\n${stories.map((each) => told(language, each, data)).join('\n')}` : ''}
<p>${word(holding ? 'running' : onServers ? 'nothing' : 'empty')}</p>
${steps(welcome, language).map(section).join('\n')}`,
  );
}

/** The tool answers in the language of the page, whatever that of the terminal is. */
function told(language: Language, { title, text, links }: Story, data: string | undefined): string {
  const items = links.map((link) => {
    const command = link.typed === undefined ? '' : shell(toolCommand(`${link.typed} --lang ${language}`, data));
    return `<li><a href="${escapeHtml(link.path)}">${escapeHtml(link.title[language])}</a>${command}</li>`;
  });
  return `<h3>${escapeHtml(title[language])}</h3>\n<p>${escapeHtml(text[language])}</p>\n<ul>${items.join('')}</ul>`;
}

function heldTable(
  language: Language,
  { recordedAt, imported }: Holding,
  counts: NonNullable<Holding['counts']>,
): string {
  const rows = [
    ...counts.map(({ title, count }) => [title[language], count.toLocaleString('en')] as const),
    [WORDS[imported ? 'imported' : 'recorded'][language], recordedAt] as const,
  ];
  const cells = rows.map(([name, value]) => `<tr><td>${escapeHtml(name)}</td><td>${escapeHtml(value)}</td></tr>`);
  return `<h2>${escapeHtml(WORDS.holding[language])}</h2>\n<table>${cells.join('\n')}</table>`;
}
