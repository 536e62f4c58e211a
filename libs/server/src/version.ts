import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version of the package that a folder is in: sources and what is built of them lie at different depths. */
export function versionOf(folder: string): string {
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) return versionOf(dirname(folder));
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }).version;
}
