import { createHash } from 'node:crypto';
import type { Language, Text } from '@dossier/kernel';

const STYLE = `:root{color-scheme:light dark}
body{max-width:46rem;margin:3rem auto;padding:0 1.2rem;font:1rem/1.65 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
h1{font-size:1.7rem;margin-bottom:.2rem}h2{font-size:1.15rem;margin-top:2rem}
pre{background:#8881;border:1px solid #8883;border-radius:.4rem;padding:.8rem 1rem;overflow-x:auto;font-size:.88rem;line-height:1.5}
.key{font-size:1.05rem;user-select:all;overflow-wrap:anywhere;white-space:pre-wrap}
button{font:inherit;padding:.5rem 1.2rem;border-radius:.4rem;border:1px solid #888;cursor:pointer}
nav{font-size:.9rem}nav a{margin-right:1rem}`;

/** Nothing from elsewhere, no script; the one style is named by its hash. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function page(language: Language, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body>
${body}
</body></html>
`;
}

/** A command as the documentation shows it. */
export interface Example {
  readonly path: string;
  readonly body: unknown;
}
export interface Welcome {
  /** `http://localhost:3000`. */
  readonly origin: string;
  readonly empty: boolean;
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
  running: { zh: '服务正在运行。接下来可以：', en: 'The server is running. What to do next:' },
  key: { zh: '取得密钥', en: 'Get a key' },
  keyHow: {
    zh: '启动时终端里显示了一次性登录链接；也可以在本机终端运行：',
    en: 'A one-time sign-in link was printed in the terminal at the start. Or, in a terminal on this machine:',
  },
  import: { zh: '导入历史文件', en: 'Import years of invoices' },
  importHow: {
    zh: '与其他写入使用相同的命令；中断后可继续，重复导入不会重复记录：',
    en: 'Through the same commands as everybody; it can be resumed, and a second run adds nothing:',
  },
  api: { zh: '使用接口', en: 'Use the API' },
  apiHow: { zh: '把 KEY 换成您的密钥：', en: 'With your key in place of KEY:' },
  watch: { zh: '实时查看事件', en: 'Watch events as they happen' },
  links: { zh: '链接', en: 'Links' },
  docs: { zh: '接口文档', en: 'API documentation' },
  ready: { zh: '就绪状态', en: 'Readiness' },
  other: { zh: 'English', en: '中文' },
} satisfies Record<string, Text>;

const CREATE_KEY = 'npx dossier keys create --role admin --name me';
const shell = (command: string): string => `<pre><code>${escapeHtml(command)}</code></pre>`;

/** The first page: what this is, and the ways to begin. */
export function welcomePage(language: Language, { origin, empty, example }: Welcome): string {
  const word = (name: keyof typeof WORDS): string => escapeHtml(WORDS[name][language]);
  const other = language === 'zh' ? 'en' : 'zh';
  const post =
    example &&
    `curl -X POST ${origin}${example.path} \\\n  -H 'Authorization: Bearer KEY' -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify(example.body).replaceAll("'", "'\\''")}'`;
  return page(
    language,
    WORDS.title[language],
    `<h1>${word('title')}</h1>
<nav><a href="/docs">${word('docs')}</a><a href="/health/ready">${word('ready')}</a><a href="/?lang=${other}" hreflang="${other}">${word('other')}</a></nav>
<p>${word('what')}</p>
<p>${word(empty ? 'empty' : 'running')}</p>
<h2>1. ${word('key')}</h2>
<p>${word('keyHow')}</p>
${shell(CREATE_KEY)}
<h2>2. ${word('import')}</h2>
<p>${word('importHow')}</p>
${shell('npx dossier import online-retail online_retail_2010_2011.csv.gz')}
<h2>3. ${word('api')}</h2>
<p>${word('apiHow')}</p>
${post === undefined ? '' : shell(post)}
${shell(`curl ${origin}/api/v1/customers -H 'Authorization: Bearer KEY'`)}
<h2>4. ${word('watch')}</h2>
${shell(`curl -N ${origin}/api/v1/events -H 'Accept: text/event-stream' -H 'Authorization: Bearer KEY'`)}`,
  );
}

const SIGN_IN = {
  title: { zh: '首次登录', en: 'First sign-in' },
  offer: {
    zh: '点击按钮即签发一个 admin 密钥。密钥只显示一次，此链接随即失效。',
    en: 'The button issues a key of role admin. It is shown once, and this link is used up.',
  },
  button: { zh: '签发密钥', en: 'Issue the key' },
  here: {
    zh: '这是您的密钥。请立即妥善保存，之后无法再次查看：',
    en: 'This is your key. Keep it now; it cannot be shown again:',
  },
  use: { zh: '使用方法：', en: 'How to use it:' },
  home: { zh: '返回首页', en: 'Back to the first page' },
  used: { zh: '登录链接已失效', en: 'This sign-in link is used up' },
  once: {
    zh: '每个链接只能使用一次，一小时内有效。如需新的链接，请重新启动服务，链接会显示在终端里。',
    en: 'A link works once, and for an hour. For a new one start the server again: it is printed in the terminal.',
  },
  instead: {
    zh: '也可以不用链接，在本机终端直接签发密钥：',
    en: 'Or do without a link, and issue a key in a terminal on this machine:',
  },
} satisfies Record<string, Text>;

/** A page with a button: what looks at links beforehand must not use them up. */
export const signInPage = (language: Language, token: string): string =>
  page(
    language,
    SIGN_IN.title[language],
    `<h1>${escapeHtml(SIGN_IN.title[language])}</h1>
<p>${escapeHtml(SIGN_IN.offer[language])}</p>
<form method="post" action="/sign-in?once=${escapeHtml(encodeURIComponent(token))}"><button type="submit">${escapeHtml(SIGN_IN.button[language])}</button></form>`,
  );

export const keyPage = (language: Language, key: string, origin: string): string =>
  page(
    language,
    SIGN_IN.title[language],
    `<h1>${escapeHtml(SIGN_IN.title[language])}</h1>
<p>${escapeHtml(SIGN_IN.here[language])}</p>
<pre class="key">${escapeHtml(key)}</pre>
<p>${escapeHtml(SIGN_IN.use[language])}</p>
${shell(`curl ${origin}/api/v1/projections -H 'Authorization: Bearer ${key}'`)}
<p><a href="/">${escapeHtml(SIGN_IN.home[language])}</a></p>`,
  );

/** Says how to get in by another way. */
export const usedPage = (language: Language): string =>
  page(
    language,
    SIGN_IN.used[language],
    `<h1>${escapeHtml(SIGN_IN.used[language])}</h1>
<p>${escapeHtml(SIGN_IN.once[language])}</p>
<p>${escapeHtml(SIGN_IN.instead[language])}</p>
${shell(CREATE_KEY)}
<p><a href="/">${escapeHtml(SIGN_IN.home[language])}</a></p>`,
  );
