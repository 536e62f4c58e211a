import { escapeHtml, type Language, type Text } from '@dossier/kernel';
import { PREFIX } from '@dossier/web';
import { page, shell } from './page';
import { toolCommand } from './tool-command';

/** What is typed behind `npx dossier` to issue an admin key. */
export const CREATE_KEY = 'keys create --role admin --name me';

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
  none: { zh: '此处没有登录链接', en: 'There are no sign-in links here' },
  onServers: {
    zh: '数据在服务器上。请在设有与本服务相同环境变量的终端里签发密钥：',
    en: 'The data are on servers. Issue a key in a terminal with the same environment as this server:',
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
${shell(`curl ${origin}/${PREFIX}/projections -H 'Authorization: Bearer ${key}'`)}
<p><a href="/">${escapeHtml(SIGN_IN.home[language])}</a></p>`,
  );

/** Says how to get in by another way. @param data as for {@link toolCommand} */
export const usedPage = (language: Language, data?: string): string =>
  otherWay(language, SIGN_IN.used, [SIGN_IN.once, SIGN_IN.instead], data);
/** The same where no link is ever offered. */
export const noLinksPage = (language: Language): string => otherWay(language, SIGN_IN.none, [SIGN_IN.onServers]);

const otherWay = (language: Language, title: Text, said: readonly Text[], data?: string): string =>
  page(
    language,
    title[language],
    `<h1>${escapeHtml(title[language])}</h1>
${said.map((text) => `<p>${escapeHtml(text[language])}</p>`).join('\n')}
${shell(toolCommand(CREATE_KEY, data))}
<p><a href="/">${escapeHtml(SIGN_IN.home[language])}</a></p>`,
  );
