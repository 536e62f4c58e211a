import { closeSync, openSync, readSync } from 'node:fs';
import type { Text } from '@dossier/kernel';
import { Failure } from '../failure';

const startsWith = (bytes: Uint8Array, ...wanted: readonly number[]): boolean =>
  wanted.every((byte, index) => bytes[index] === byte);

/** True for what gzip packed, whatever the name says. */
export function isGzip(path: string): boolean {
  const bytes = Buffer.alloc(2);
  const file = openSync(path, 'r');
  try {
    readSync(file, bytes, 0, 2, 0);
  } finally {
    closeSync(file);
  }
  return startsWith(bytes, 0x1f, 0x8b);
}

/** UTF-8, unless the file begins with the mark of UTF-16. */
export const encodingOf = (bytes: Uint8Array): string =>
  startsWith(bytes, 0xff, 0xfe) ? 'utf-16le' : startsWith(bytes, 0xfe, 0xff) ? 'utf-16be' : 'utf-8';

const PANDAS = `python3 -c "import pandas; pandas.read_excel('in.xlsx', dtype=str).to_csv('out.csv', index=False)"`;

interface Kind {
  readonly is: (bytes: Buffer) => boolean;
  readonly words: Text;
}
const has = (bytes: Buffer, byte: number): boolean => bytes.includes(byte);
const ZERO = 0;
const CR = 13;
const LF = 10;

/** What is brought for CSV now and then, with what to do about it. */
const KINDS: readonly Kind[] = [
  {
    // a workbook is a zip archive, whose parts lie in folders of these names
    is: (bytes) =>
      startsWith(bytes, 0x50, 0x4b) && /\[Content_Types\]\.xml|xl\/|_rels\//.test(bytes.toString('latin1', 0, 4096)),
    words: {
      zh: `{path} 是 Excel 工作簿（xlsx），不是 CSV；尚未导入任何内容。请在 Excel 中另存为“CSV UTF-8”，时间列设为 yyyy-mm-dd hh:mm:ss 格式；或（需 pandas 与 openpyxl）：${PANDAS}`,
      en: `{path} is an Excel workbook (xlsx) and not CSV; nothing was brought in. Save it from Excel as "CSV UTF-8", times formatted yyyy-mm-dd hh:mm:ss; or, with pandas and openpyxl: ${PANDAS}`,
    },
  },
  {
    is: (bytes) => startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0),
    words: {
      zh: '{path} 是旧版 Excel 工作簿（xls），不是 CSV；尚未导入任何内容。请在 Excel 中另存为“CSV UTF-8”，时间列设为 yyyy-mm-dd hh:mm:ss 格式',
      en: '{path} is an old Excel workbook (xls) and not CSV; nothing was brought in. Save it from Excel as "CSV UTF-8", times formatted yyyy-mm-dd hh:mm:ss',
    },
  },
  {
    is: (bytes) => startsWith(bytes, 0x50, 0x4b, 0x03, 0x04),
    words: {
      zh: '{path} 是 zip 压缩包；尚未导入任何内容。请先解压，再导入其中的 CSV 文件',
      en: '{path} is a zip archive; nothing was brought in. Unpack it and import the CSV file that is in it',
    },
  },
  {
    is: (bytes) => startsWith(bytes, 0x1f, 0x8b),
    words: {
      zh: '{path} 被 gzip 压缩了两次；尚未导入任何内容。请先用 gunzip 解压一次',
      en: '{path} is packed twice by gzip; nothing was brought in. Unpack it once with gunzip',
    },
  },
  {
    is: (bytes) => startsWith(bytes, 0x25, 0x50, 0x44, 0x46),
    words: {
      zh: '{path} 是 PDF 文件，不是 CSV；尚未导入任何内容。请从其来源系统导出 CSV',
      en: '{path} is a PDF and not CSV; nothing was brought in. Export CSV from where it was made',
    },
  },
  {
    is: (bytes) => utf32Of(bytes) !== undefined,
    words: {
      zh: '{path} 是 UTF-32 编码；尚未导入任何内容。请转换为 UTF-8 后再导入：{convert}',
      en: '{path} is UTF-32; nothing was brought in. Convert it to UTF-8: {convert}',
    },
  },
  {
    is: (bytes) => encodingOf(bytes) === 'utf-8' && has(bytes, ZERO) && everyOtherIsZero(bytes),
    words: {
      zh: '{path} 是没有标记的 UTF-16 编码；尚未导入任何内容。请转换为 UTF-8 后再导入：{convert}',
      en: '{path} is UTF-16 without its mark; nothing was brought in. Convert it to UTF-8: {convert}',
    },
  },
  {
    is: (bytes) => has(bytes, CR) && !has(bytes, LF),
    words: {
      zh: '{path} 的行仅以 CR 结尾（旧式 Mac 格式）；尚未导入任何内容。请转换后再导入：{convert}',
      en: '{path} ends its lines with CR alone, as old Macs did; nothing was brought in. Convert it: {convert}',
    },
  },
];

/** By its mark, or by the zeros that stand before or behind the first character of a heading. */
function utf32Of(bytes: Buffer): string | undefined {
  if (startsWith(bytes, 0xff, 0xfe, ZERO, ZERO) || /^[^\0]\0\0\0[^\0]\0\0\0/.test(bytes.toString('latin1', 0, 8)))
    return 'UTF-32LE';
  if (startsWith(bytes, ZERO, ZERO, 0xfe, 0xff) || /^\0\0\0[^\0]\0\0\0[^\0]/.test(bytes.toString('latin1', 0, 8)))
    return 'UTF-32BE';
  return undefined;
}

function everyOtherIsZero(bytes: Buffer): boolean {
  const some = bytes.subarray(0, 200);
  const zeros = [0, 1].map((odd) => some.filter((byte, index) => index % 2 === odd && byte === ZERO).length);
  return Math.max(...zeros) > some.length / 4;
}

/** @param bytes the first of the file, unpacked @throws Failure for what is no CSV text, with what to do about it */
export function mustBeText(path: string, bytes: Buffer, packed: boolean): void {
  const kind = KINDS.find(({ is }) => is(bytes));
  if (kind === undefined) return;
  const encoding = utf32Of(bytes) ?? (bytes[0] === ZERO ? 'UTF-16BE' : 'UTF-16LE');
  const convert = has(bytes, ZERO) ? `iconv -f ${encoding} -t UTF-8` : String.raw`tr '\r' '\n'`;
  throw new Failure(kind.words, { path, convert: piped(path, packed, convert) });
}

/** A shell's line that converts the file. */
const piped = (path: string, packed: boolean, convert: string): string =>
  packed ? `gunzip -c '${path}' | ${convert} > out.csv` : `${convert} < '${path}' > out.csv`;

/** @param bytes a piece that is not UTF-8 */
export function notUtf8(path: string, bytes: Buffer, packed: boolean): Failure {
  const chinese = looksChinese(bytes);
  const encoding = chinese ? 'GB18030' : 'WINDOWS-1252';
  const guess: Text = chinese
    ? {
        zh: '看来是 GB18030（中文 Excel 的“CSV”即此编码）',
        en: 'it looks like GB18030, as Excel writes "CSV" in China',
      }
    : { zh: '看来是 Latin-1（Windows-1252）', en: 'it looks like Latin-1 (Windows-1252)' };
  return new Failure(
    {
      zh: `{path} 不是 UTF-8 编码，${guess.zh}；尚未导入任何内容。请另存为“CSV UTF-8”，或转换后再导入：{convert}`,
      en: `{path} is not UTF-8, ${guess.en}; nothing was brought in. Save it as "CSV UTF-8", or convert it: {convert}`,
    },
    { path, convert: piped(path, packed, `iconv -f ${encoding} -t UTF-8`) },
  );
}

/** Chinese characters take two bytes above 127 or more; a letter with an accent is one byte, and rarely stands beside another. */
function looksChinese(bytes: Buffer): boolean {
  const runs = bytes.toString('latin1').match(/[\u0080-\u00ff]+/g) ?? [];
  return runs.filter((run) => run.length > 1).length > runs.length / 2;
}
