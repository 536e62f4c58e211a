import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');

interface Found {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly line: number }[];
}

/**
 * Numbers of the lines in which a law of this repository bites, by file.
 * @param needed what stands before the lines of a file
 */
export function lint(
  files: Readonly<Record<string, readonly string[]>>,
  needed: Readonly<Record<string, string>> = {},
): Readonly<Record<string, readonly number[]>> {
  const tree = mkdtempSync(join(tmpdir(), 'pure-'));
  for (const name of ['.eslint.config.mjs', 'tsconfig.base.json'])
    cpSync(join(root, name), join(tree, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  for (const [path, lines] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), [needed[path] ?? '', ...lines].join('\n'));
  }
  const bin = join(root, 'node_modules/eslint/bin/eslint.js');
  const args = [bin, '--config', '.eslint.config.mjs', '--format', 'json', 'libs'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8' });
  rmSync(tree, { recursive: true });
  const found = JSON.parse(stdout) as readonly Found[];
  return Object.fromEntries(
    Object.keys(files).map((path) => {
      const { messages } = found.find(({ filePath }) => filePath.endsWith(path)) as Found;
      const bitten = messages.filter(({ ruleId }) => ruleId?.startsWith('no-restricted-')).map(({ line }) => line - 1);
      return [path, [...new Set(bitten)].sort((a, b) => a - b)];
    }),
  );
}
