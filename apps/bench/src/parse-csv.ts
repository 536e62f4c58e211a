import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';

/** The limit of an import: the file unpacked and its records made, no more. Prints rows and seconds. */
async function main(file: string): Promise<void> {
  const began = performance.now();
  let rows = 0;
  for await (const row of createReadStream(file).pipe(createGunzip()).pipe(parse())) rows += row ? 1 : 0;
  if (rows < 2) throw new Error(`${file} holds no rows`);
  console.log(JSON.stringify({ rows: rows - 1, seconds: (performance.now() - began) / 1_000 }));
}
void main(process.argv[2] ?? '');
