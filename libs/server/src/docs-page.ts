import type { Language } from '@dossier/kernel';

const TITLES: Readonly<Record<Language, string>> = { zh: 'Dossier 接口文档', en: 'Dossier API' };
const PHONE = '<meta name="viewport" content="width=device-width, initial-scale=1">';

/**
 * The page that Swagger UI brings, with the language of its reader and for the width of a phone: without the first a
 * screen reader speaks Chinese as English, without the second a phone shows the page of a desktop, tiny.
 */
export const docsPage = (html: string, language: Language): string =>
  html
    .replace(/<html[^>]*>/, `<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">`)
    .replace(/<title>[^<]*<\/title>/, `<title>${TITLES[language]}</title>\n  ${PHONE}`);
