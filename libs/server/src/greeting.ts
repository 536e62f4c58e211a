import type { Language } from '@dossier/kernel';

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
