import { LongWork } from '@dossier/kernel';
import { Pieces } from '../edge/pieces';

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
  let pieces = new Pieces();
  let length = 0;
  let number = 0;
  const end = (): Line | undefined => {
    number++;
    const bytes = length > longest ? undefined : pieces.whole();
    const blank = bytes !== undefined && bytes.toString('latin1').trim() === '';
    pieces = new Pieces();
    length = 0;
    return blank ? undefined : { number, bytes };
  };
  const add = (piece: Buffer): void => {
    length += piece.length;
    if (length <= longest) pieces.add(piece);
    else if (pieces.length > 0) pieces = new Pieces();
  };
  const work = new LongWork(); // pieces without a line give nobody else a turn
  for await (const chunk of source) {
    await work.yieldIfDue();
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
