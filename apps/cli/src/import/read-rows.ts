import { createReadStream, statSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { Failure } from '../failure';
import { CsvReader, type Row, UnclosedQuote } from './csv';

/** Bytes taken from the file, or unpacked from it, at a time. */
const PIECE = 256 * 1024;

/** Rows of a csv or csv.gz file, in the pieces in which they come, with the part of the file that was read, 0 to 1. */
export interface Piece {
  readonly rows: readonly Row[];
  readonly part: number;
}

/** @throws Failure for a file that is not there, not CSV in UTF-8, or cut off */
export async function* readRows(path: string): AsyncGenerator<Piece> {
  try {
    const size = Math.max(1, statSync(path).size);
    const file = createReadStream(path, { highWaterMark: PIECE });
    const csv = new CsvReader();
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const unpacked = path.endsWith('.gz') ? pass(file, createGunzip({ chunkSize: PIECE })) : file;
    for await (const chunk of unpacked)
      yield { rows: csv.push(decoder.decode(chunk as Buffer, { stream: true })), part: file.bytesRead / size };
    yield { rows: [...csv.push(decoder.decode()), ...csv.end()], part: 1 };
  } catch (error) {
    throw unreadable(path, error);
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
        zh: '{path} 第 {line} 行的引号没有闭合，之后的内容无法读取',
        en: '{path}: a quote opened on line {line} is not closed; nothing behind it can be read',
      },
      { path, line: error.line },
    );
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
    return new Failure({ zh: '{path} 不是 UTF-8 编码', en: '{path} is not UTF-8' }, { path });
  if (code === 'ENOENT') return new Failure({ zh: '找不到文件 {path}', en: 'there is no file {path}' }, { path });
  if (code?.startsWith('Z_') === true)
    return new Failure(
      {
        zh: '{path} 无法解压：文件不完整、已损坏，或不是 gzip 格式',
        en: '{path} cannot be unpacked: it is cut off or damaged, or no gzip file',
      },
      { path },
    );
  if (code === 'EISDIR' || code === 'EACCES')
    return new Failure({ zh: '{path} 无法读取：{code}', en: '{path} cannot be read: {code}' }, { path, code });
  return error;
}
