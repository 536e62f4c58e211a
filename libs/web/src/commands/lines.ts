/** A line of bytes; `undefined` bytes for one that was longer than allowed. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly bytes: Buffer | undefined;
}

const NEWLINE = 0x0a;

/**
 * Splits a stream of bytes at line ends. A line that is too long is skipped. Empty lines are left out, and so is half a
 * line where the source was cut.
 */
export async function* linesOf(
  source: AsyncIterable<Buffer> & { readonly cut?: unknown },
  longest: number,
): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let length = 0;
  let number = 0;
  const end = (): Line | undefined => {
    number++;
    const bytes = length > longest ? undefined : Buffer.concat(parts);
    const blank = bytes !== undefined && bytes.toString('latin1').trim() === '';
    parts = [];
    length = 0;
    return blank ? undefined : { number, bytes };
  };
  const add = (part: Buffer): void => {
    length += part.length;
    if (length > longest) parts = [];
    else if (part.length > 0) parts.push(part);
  };
  for await (const chunk of source) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      add(chunk.subarray(from, at));
      from = at + 1;
      const line = end();
      if (line) yield line;
    }
    add(chunk.subarray(from));
  }
  if (length > 0 && source.cut === undefined) {
    const line = end();
    if (line) yield line;
  }
}
