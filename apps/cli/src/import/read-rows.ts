import { createReadStream } from 'node:fs';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { Failure } from '../failure';
import { CsvReader, MixedLineEnds, type Row, UnclosedQuote } from './csv';
import { encodingOf, isGzip, mustBeText, notUtf8 } from './file-kind';
import type { TableRow } from './groups';
import { Heading } from './heading';
import type { Mapping } from './mapping';

/** Bytes taken from the file, or unpacked from it, at a time. */
const PIECE = 256 * 1024;

/**
 * Rows below the heading, in the pieces in which they come, with the columns of the mapping in its order.
 * @param onHeading is told what the file calls each column
 * @throws Failure as {@link readRows}, and for a file that is empty or lacks a column
 */
export async function* readTable(
  path: string,
  { columns }: Mapping,
  onHeading: (named: Heading['named']) => void = () => undefined,
): AsyncGenerator<readonly TableRow[]> {
  let heading: Heading | undefined;
  for await (const rows of readRows(path)) {
    const [first] = rows;
    const isFirst = heading === undefined && first !== undefined;
    if (isFirst) {
      heading = new Heading(first, columns, path);
      onHeading(heading.named);
    }
    const found = heading;
    if (found !== undefined) yield (isFirst ? rows.slice(1) : rows).map((row) => found.record(row));
  }
  if (heading === undefined)
    throw new Failure(
      { zh: '{path} 是空的；尚未导入任何内容', en: '{path} is empty; nothing was brought in' },
      { path },
    );
}

/** Rows of a CSV file, packed or not, whatever its name ends with. @throws Failure for a file that cannot be read so */
export async function* readRows(path: string): AsyncGenerator<readonly Row[]> {
  try {
    const packed = isGzip(path);
    const file = createReadStream(path, { highWaterMark: PIECE });
    const csv = new CsvReader();
    let decoder: TextDecoder | undefined;
    for await (const piece of packed ? pass(file, createGunzip({ chunkSize: PIECE })) : file) {
      const bytes = piece as Buffer;
      if (decoder === undefined) {
        mustBeText(path, bytes, packed);
        decoder = new TextDecoder(encodingOf(bytes), { fatal: true });
      }
      yield csv.push(decoded(decoder, bytes, path, packed));
    }
    yield [...csv.push(decoder?.decode() ?? ''), ...csv.end()];
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** @throws Failure that says which encoding it may be */
function decoded(decoder: TextDecoder, bytes: Buffer, path: string, packed: boolean): string {
  try {
    return decoder.decode(bytes, { stream: true });
  } catch {
    throw notUtf8(path, bytes, packed);
  }
}

/** Unlike pipe(), hands on what goes wrong with the source. */
function pass(source: NodeJS.ReadableStream, unpack: ReturnType<typeof createGunzip>): ReturnType<typeof createGunzip> {
  source.on('error', (error) => unpack.destroy(error as Error));
  return source.pipe(unpack);
}

function unreadable(path: string, error: unknown): unknown {
  const { code } = error as { code?: string };
  if (error instanceof UnclosedQuote)
    return new Failure(
      {
        zh: '{path} 第 {line} 行的引号没有闭合，之后的内容无法读取；尚未导入任何内容。请在该行补上引号后再导入',
        en: '{path}: a quote opened on line {line} is not closed, nothing behind it can be read; nothing was brought in. Close it there and import the file again',
      },
      { path, line: error.line },
    );
  if (error instanceof MixedLineEnds)
    return new Failure(
      {
        zh: '{path} 第 {line} 行起混用了两种换行（LF 与单独的 CR）；尚未导入任何内容。请统一换行后再导入：{convert}',
        en: '{path}: from line {line} on it ends lines both with LF and with CR alone; nothing was brought in. Make them one: {convert}',
      },
      { path, line: error.line, convert: String.raw`tr '\r' '\n' < in.csv > out.csv` },
    );
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
    // a character that is cut off at the end of the file
    return new Failure(
      { zh: '{path} 的末尾被截断；尚未导入任何内容', en: '{path} is cut off at its end; nothing was brought in' },
      { path },
    );
  if (code === 'ENOENT') return new Failure({ zh: '找不到文件 {path}', en: 'there is no file {path}' }, { path });
  if (code?.startsWith('Z_') === true)
    return new Failure(
      {
        zh: '{path} 无法解压：文件不完整或已损坏；尚未导入任何内容。请重新下载或复制该文件',
        en: '{path} cannot be unpacked: it is cut off or damaged; nothing was brought in. Fetch or copy the file again',
      },
      { path },
    );
  if (code !== undefined)
    return new Failure({ zh: '{path} 无法读取：{code}', en: '{path} cannot be read: {code}' }, { path, code });
  return error;
}
