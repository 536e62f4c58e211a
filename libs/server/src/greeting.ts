import type { Language } from '@dossier/kernel';
import { CREATE_KEY } from './sign-in-pages';

/** What a person reads who started the server. */
export function greeting(url: string, data: string, token: string, hasKeys: boolean, language: Language): string {
  const link = `${url}/sign-in?once=${token}`;
  const lines =
    language === 'zh'
      ? [
          `Dossier 已启动：${url}（数据文件夹 ${data}）`,
          hasKeys
            ? `再签发一个管理员密钥（仅一次，一小时内有效）：${link}`
            : `首次登录，领取管理员密钥（仅一次，一小时内有效）：${link}`,
          `接口文档：${url}/docs`,
        ]
      : [
          `Dossier is listening at ${url} (data folder ${data})`,
          `${hasKeys ? 'One more admin key' : 'Your first admin key'} (works once, within an hour): ${link}`,
          `API documentation: ${url}/docs`,
        ];
  return lines.join('\n');
}

/** The same where the data are on servers. Whoever can read their settings makes a key: no link is offered. */
export function greetingOfServers(url: string, log: string, hasKeys: boolean, language: Language): string {
  const lines =
    language === 'zh'
      ? [
          `Dossier 已启动：${url}（EventStoreDB 中的日志 ${log}）`,
          ...(hasKeys ? [] : [`尚无密钥；在同样的环境变量下签发：npx dossier ${CREATE_KEY}`]),
          `接口文档：${url}/docs`,
        ]
      : [
          `Dossier is listening at ${url} (log ${log} in EventStoreDB)`,
          ...(hasKeys ? [] : [`There is no key yet; make one with the same environment: npx dossier ${CREATE_KEY}`]),
          `API documentation: ${url}/docs`,
        ];
  return lines.join('\n');
}
