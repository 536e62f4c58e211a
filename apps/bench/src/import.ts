import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, existsSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { type Bench, compared } from './figure';
import { mostMemoryOf } from './memory';
import { interleaved } from './rounds';
import { ROOT } from './served';
import { withFolder } from './temporary';

const BENCH = 'import';
const FILE = join(ROOT, '../shared/data/online-retail/online_retail_2010_2011.csv.gz');
/** Rows of the small size. */
const ROWS = 60_000;
const LIMIT_MB = 500;

/** History brought in from a file, until all documents show it. */
export const importing: Bench = {
  name: BENCH,
  about: `Online Retail, all documents caught up, against gunzip and csv-parse of the same file; limit: ${LIMIT_MB} MB; --file names another place`,
  run: async ({ say, full, file = FILE }) => {
    if (!existsSync(file)) {
      say(`NOT MEASURED: there is no ${file}; --file names a .csv.gz of Online Retail`);
      return [];
    }
    return withFolder(async (folder) => {
      const rows = full ? file : await beginningOf(file, join(folder, 'beginning.csv.gz'));
      const cli = join(ROOT, 'apps/cli/dossier.cjs');
      const found = await interleaved(
        {
          import: () => program([cli, 'import', 'online-retail', rows, '--data', mkdtempSync(join(folder, 'data-')), '--allow-rejected', '--json']), // prettier-ignore
          parser: () => program([join(__dirname, 'parse-csv.js'), rows]),
        },
        say,
      );
      const parser = { name: 'gunzip + csv-parse', series: found.parser.series('rate') };
      const memory = found.import.series('memory');
      return [
        compared(BENCH, 'Online Retail', 'rows/s', found.import.series('rate'), parser, { least: 0.15 }),
        compared(BENCH, 'its memory at most', 'MB', memory, { name: 'the limit', series: LIMIT_MB }, { most: 1 }),
      ];
    });
  },
};

/** @returns the path of the copy, which holds the heading and some rows */
async function beginningOf(file: string, copy: string): Promise<string> {
  async function* lines(): AsyncGenerator<string> {
    let left = ROWS + 1;
    for await (const line of createInterface(createReadStream(file).pipe(createGunzip()))) {
      if (left-- === 0) return;
      yield `${line}\n`;
    }
  }
  await pipeline(Readable.from(lines()), createGzip(), createWriteStream(copy));
  return copy;
}

interface Taken {
  /** Rows a second. */
  readonly rate: number;
  /** Megabytes at most. */
  readonly memory: number;
}

/** Runs a program that prints how many rows it took in how many seconds. */
async function program(args: readonly string[]): Promise<Taken> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let memory = 0;
  const watch = setInterval(() => (memory = Math.max(memory, mostMemoryOf(child.pid))), 50);
  let text = '';
  for await (const piece of child.stdout.setEncoding('utf8')) text += piece as string;
  const [code] = (await ended) as [number | null];
  clearInterval(watch);
  if (code !== 0) throw new Error(`${args[0] ?? ''} ended with ${String(code)}: ${text}`);
  const { rows, seconds } = JSON.parse(text) as { readonly rows: number; readonly seconds: number };
  return { rate: rows / seconds, memory };
}
