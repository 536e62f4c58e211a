import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');
const docs = join(root, 'docs');

interface Quote {
  readonly guide: string;
  /** The file that the first line of the block names: of the complaints, or from the root of the repository. */
  readonly file: string;
  /** What stands between lines `// …`. */
  readonly parts: readonly string[];
}

/** Lines are broken elsewhere where they are indented. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

function quotesIn(guide: string): readonly Quote[] {
  const blocks = readFileSync(join(docs, guide), 'utf8').matchAll(/^ *```ts\n([^]*?)^ *```$/gm);
  return [...blocks].map(([, block = '']) => {
    const [first = '', ...lines] = block.split('\n');
    const parts = lines.join('\n').split(/^ *\/\/ …$/m);
    return { guide, file: first.replace(/^ *\/\/ /, ''), parts: parts.map(flat) };
  });
}

const guides = readdirSync(docs).filter((name) => name.startsWith('adding-'));

it('there is one for each kind of thing that is added', () => {
  const kinds = ['a-context', 'a-figure', 'a-policy', 'a-process', 'a-projection', 'a-reactor', 'a-report', 'an-event'];
  expect(guides.sort()).toEqual(kinds.map((kind) => `adding-${kind}.md`));
});

it.each(guides.flatMap(quotesIn))('$guide quotes $file as it is, which is compiled and run', ({ file, parts }) => {
  const path = file.startsWith('libs/') ? join(root, file) : join(__dirname, 'complaints', file);
  const text = flat(readFileSync(path, 'utf8'));
  expect(parts).not.toContain('');
  for (const part of parts) expect(text).toContain(part);
});
