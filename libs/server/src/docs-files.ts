import { readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';

const FOLDER = dirname(require.resolve('swagger-ui-dist/package.json'));
/** What its page asks for. */
const NAMES: ReadonlySet<string> = new Set([
  'swagger-ui.css',
  'index.css',
  'swagger-ui-bundle.js',
  'swagger-ui-standalone-preset.js',
  'favicon-16x16.png',
  'favicon-32x32.png',
]);
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'application/javascript; charset=utf-8',
  '.png': 'image/png',
};

export interface DocsFile {
  readonly type: string;
  readonly bytes: Buffer;
}
const read = new Map<string, DocsFile>();

/**
 * A file of Swagger UI, once for all who ask. From the disk each answer would hold a descriptor until its reader has it, and
 * anybody may ask and take nothing.
 */
export function docsFile(name: string): DocsFile | undefined {
  if (!NAMES.has(name)) return undefined;
  const known = read.get(name);
  if (known) return known;
  const file = { type: TYPES[extname(name)] ?? '', bytes: readFileSync(join(FOLDER, name)) };
  read.set(name, file);
  return file;
}
