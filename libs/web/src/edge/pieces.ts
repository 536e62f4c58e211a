/** Pieces kept apart at most. */
const APART = 4_096;

/**
 * Bytes that come in pieces, however small: each piece takes some four hundred bytes in memory beside its own, so many of
 * them are joined.
 */
export class Pieces {
  private parts: Buffer[] = [];
  private bytes = 0;

  get length(): number {
    return this.bytes;
  }

  add(piece: Buffer): void {
    if (piece.length === 0) return;
    this.bytes += piece.length;
    if (this.parts.push(piece) >= APART) this.parts = [Buffer.concat(this.parts)];
  }

  whole(): Buffer {
    return Buffer.concat(this.parts);
  }
}

/** So many pieces in a row that have fewer bytes each, on average, are followed by a pause of so many milliseconds. */
const TINY = { pieces: 1_024, bytes: 256, pauseMs: 100 };

/**
 * How fast pieces of a body are taken. Node takes 5 µs for each, however small it is, and ten thousand of one byte in one go:
 * a caller who sends such bodies would leave others no time.
 */
export class Pace {
  private pieces = 0;
  private bytes = 0;

  /** @returns milliseconds until more is to be taken */
  pauseAfter(piece: Buffer): number {
    this.pieces += 1;
    this.bytes += piece.length;
    if (this.pieces < TINY.pieces) return 0;
    const isTiny = this.bytes < this.pieces * TINY.bytes;
    this.pieces = this.bytes = 0;
    return isTiny ? TINY.pauseMs : 0;
  }
}
