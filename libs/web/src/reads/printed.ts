import { createHash } from 'node:crypto';
import { escapeHtml, type Language } from '@dossier/kernel';

/** For A4: what is filled in, and room for what is written by hand. */
const STYLE = `@page{size:A4;margin:14mm}
body{max-width:182mm;margin:1rem auto;color:#000;background:#fff;font:10.5pt/1.5 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif}
h1{font-size:16pt;text-align:center;margin:0 0 4mm}
table{width:100%;border-collapse:collapse;table-layout:fixed;margin-bottom:3mm}
th,td{border:1px solid #000;padding:1.5mm 2mm;text-align:left;vertical-align:top;overflow-wrap:anywhere;white-space:pre-wrap}
th{width:26mm;font-weight:600;background:#f2f2f2;print-color-adjust:exact}
tr{break-inside:avoid}
.rows th{width:auto}
.room{height:16mm}
.turned{text-decoration:line-through}
footer{font-size:8.5pt}
@media print{body{margin:0;max-width:none}}`;

/** Nothing from elsewhere, no script; the one style is named by its hash. */
export const PRINTED_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; frame-ancestors 'none'`;

/** A page for paper. @param body HTML */
export const printedPage = (language: Language, title: string, body: string): string =>
  `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body>
<h1>${escapeHtml(title)}</h1>
${body}
</body></html>
`;
