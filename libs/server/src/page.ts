import { createHash } from 'node:crypto';
import { escapeHtml, type Language } from '@dossier/kernel';

const STYLE = `:root{color-scheme:light dark}
body{max-width:46rem;margin:3rem auto;padding:0 1.2rem;font:1rem/1.65 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
h1{font-size:1.7rem;margin-bottom:.2rem}h2{font-size:1.15rem;margin-top:2rem}
pre{background:#8881;border:1px solid #8883;border-radius:.4rem;padding:.8rem 1rem;font-size:.88rem;line-height:1.5;white-space:pre-wrap;overflow-wrap:anywhere;-webkit-user-select:all;user-select:all}
.key{font-size:1.05rem}
table{border-collapse:collapse}td{padding:.2rem 1.2rem .2rem 0}td+td{text-align:right;font-variant-numeric:tabular-nums}
button{font:inherit;padding:.5rem 1.2rem;border-radius:.4rem;border:1px solid #888;cursor:pointer}
nav{font-size:.9rem}nav a{display:inline-block;padding:.3rem 1rem .3rem 0}`;

/** Nothing from elsewhere, no script; the one style is named by its hash. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** A page for people: one style, no script, nothing from elsewhere. `body` is HTML. */
export function page(language: Language, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body>
${body}
</body></html>
`;
}

/** A command by itself, wrapped where a phone is narrow; a touch selects all of it. */
export const shell = (command: string): string => `<pre><code>${escapeHtml(command)}</code></pre>`;
