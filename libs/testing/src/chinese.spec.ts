import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(__dirname, '../../..');

/** A hole of a text: `{name}`, or what stands for `${…}` of a template. */
const HOLE = String.raw`\{\w+\}`;
const HAN = String.raw`[\u3400-\u9fff]`;
const WIDE = String.raw`[\u3400-\u9fff，：；（）！？“”。、《》]`;
const NARROW = `[,:;()!?"]`;

/** What has no place in Chinese text; a hole counts as the letter behind it. */
const FAULTS = [
  new RegExp(`${WIDE}( ?${HOLE})?${NARROW}`), // 名称: · 行 {line}: behind Chinese
  new RegExp(`${NARROW}(${HOLE})?${WIDE}`), // :名称 · ({at})不能 before Chinese
  /[「」]/, // quotes are “” here
  /[，：；（）！？。、] /, // a wide sign brings its own space
];
/** Two holes in a Chinese text with a narrow sign between them; an address is made elsewhere. */
const BETWEEN_HOLES = new RegExp(`${HOLE}[:;,(]${HOLE}`);

const textOf = (node: ts.Node): string | undefined =>
  ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)
    ? node.text
    : ts.isTemplateExpression(node)
      ? node.head.text + node.templateSpans.map(({ literal }) => `{x}${literal.text}`).join('')
      : undefined;
const isChinese = ({ parent }: ts.Node): boolean => ts.isPropertyAssignment(parent) && parent.name.getText() === 'zh';

/** Texts of a source file whose punctuation is not Chinese where their words are. */
function faultsOf(source: string): readonly string[] {
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    const text = textOf(node);
    if (text !== undefined && FAULTS.some((fault) => fault.test(text) && new RegExp(HAN).test(text))) found.push(text);
    else if (text !== undefined && isChinese(node) && BETWEEN_HOLES.test(text)) found.push(text);
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile('it.ts', source, ts.ScriptTarget.Latest, true));
  return found;
}

/** `[text](address)`: the address is read by nobody. */
const LINK = /\[([^\]]*)\]\([^)\s]*\)/g;
/** In documents English sentences name Chinese terms (大客户), so only what stands inside of Chinese is judged. */
const inDocument = (text: string): readonly string[] =>
  text
    .replaceAll(LINK, '$1')
    .split('\n')
    .filter((line) => new RegExp(`${WIDE}[,:;!?]${WIDE}|${WIDE}\\(|\\)${WIDE}|[「」]`).test(line));

const filesIn = (folder: string, ending: RegExp): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name) && !/node_modules|dist[/\\]/.test(name))
    .map((name) => join(folder, name));

const sources = ['apps', 'libs', 'infra']
  .flatMap((folder) => filesIn(folder, /\.ts$/))
  .filter((name) => !/(\.|-)(spec|contract)\.ts$/.test(name));
const documents = ['README.md', ...filesIn('docs', /\.md$/), ...filesIn('infra', /\.md$/)];
const judged = (names: readonly string[], judge: (text: string) => readonly string[]): readonly string[] =>
  names.flatMap((name) => judge(readFileSync(join(root, name), 'utf8')).map((text) => `${name}: ${text}`));

it('writes Chinese with Chinese punctuation', () => {
  expect(sources.length).toBeGreaterThan(200);
  expect([...judged(sources, faultsOf), ...judged(documents, inDocument)]).toEqual([]);
});

it.each([
  [`'没有文件,请重试'`],
  [`'没有文件 {file}:请重试'`],
  ['`此前(${at})不能`'],
  ['`${field} 可用:${known}`'],
  ['`第 ${line}:行`'],
  [`({ zh: '{path}:{reason}', en: '{path}: {reason}' })`],
  [`'没有文件 {file}: {why}'`],
  [`'用「来源」'`],
  [`'请看"来源"'`],
  [`'已停止， 请重启'`],
])('refuses %s', (source) => {
  expect(faultsOf(source)).toHaveLength(1);
});

it.each([
  [`'以文本书写的数，如 "12.50"'`],
  [`'应为 http 地址，如 http://127.0.0.1:3000，而不是 {url}'`],
  [`'The customer: {who} (or none)'`],
  [`({ zh: '{a}：{b}', en: '{a}: {b}' })`],
])('accepts %s', (source) => {
  expect(faultsOf(source)).toEqual([]);
});

it('judges Chinese sentences in documents, and leaves Chinese terms in English ones', () => {
  expect(inDocument('各部门所见,都记为事件')).toHaveLength(1);
  expect(inDocument('集中度(80/20)')).toHaveLength(1);
  expect(inDocument('见[术语表](docs/glossary.md)，或[架构](docs/architecture.md)一页')).toEqual([]);
  expect(inDocument('companies that live on key accounts (大客户), sales 销售, service 客服')).toEqual([]);
});
