import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PAGES, stepsOf } from './tour';

const root = resolve(__dirname, '../../..');
const { en, zh } = PAGES;
const [english, chinese] = [en, zh].map(({ file }) => readFileSync(join(root, file), 'utf8')) as [string, string];

/** Without the words behind a command, and what a reader fills in. */
const bare = (text: string): string => text.replaceAll(/ *(#|\/\/) .*$/gm, '').trim();
const blocksOf = (page: string, language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, block = '']) => bare(block));
const typed = (section: string, file: string): readonly string[] =>
  stepsOf(section, file).map(({ command }) => bare(command));
/** First cells of tables: what they are about. */
const named = (page: string): readonly string[] =>
  [...page.matchAll(/^\| (`[^|]+`) +\|/gm)].map(([, cell = '']) => cell.trim());

it('has the reader type the same in both languages', () => {
  expect(blocksOf(chinese, 'sh')).toEqual(blocksOf(english, 'sh'));
  expect(blocksOf(chinese, 'ts')).toEqual(blocksOf(english, 'ts'));
  expect(typed(zh.servers, zh.file)).toEqual(typed(en.servers, en.file));
  expect(typed(zh.tour, zh.file)).toEqual(['export DOSSIER_LANG=zh', ...typed(en.tour, en.file)]);
});

it('says in both languages the same settings, and has as many sections and links', () => {
  expect(named(english).length).toBeGreaterThanOrEqual(10);
  expect(named(chinese)).toEqual(named(english));
  expect(chinese.match(/^## /gm)).toHaveLength(english.match(/^## /gm)?.length ?? 0);
  // a page does not link to itself in the other language alone
  const linked = (page: string): readonly string[] =>
    [...page.matchAll(/\]\((?:\.\.\/)*(?:docs\/)?([^)]+)\)/g)]
      .map(([, to = '']) => to)
      .filter((to) => !/^(zh\/)?README\.md$/.test(to));
  expect(new Set(linked(chinese))).toEqual(new Set(linked(english)));
});
