import { createWriteStream, renameSync, rmSync, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { BOM, csvLine } from '@dossier/kernel';
import { controlsShown } from '../controls';
import type { Terminal } from '../terminal';
import { Failure } from '../failure';
import type { Rejection } from './mapping';

/** So many rows wait for those of earlier lines: answers come later than faults of the file itself. */
const WAITING = 10_000;

/**
 * Rows that did not come in, in the order of their lines as far as {@link WAITING} goes, in a file that is there only when there are such rows. It takes the place of that of an
 * earlier run when the run comes to its end: one that breaks off leaves the old one as it was.
 */
export class Rejects {
  private readonly lines = new Set<number>();
  private readonly unfinished: string;
  private file: WriteStream | undefined;
  private waiting: Rejection[] = [];

  constructor(
    readonly path: string,
    private readonly terminal: Terminal,
  ) {
    this.unfinished = `${path}.unfinished`;
  }

  /** Different rows so far. */
  get count(): number {
    return this.lines.size;
  }

  add(rejection: Rejection): void {
    this.lines.add(rejection.line);
    this.waiting.push(rejection);
    if (this.waiting.length > WAITING) this.write(WAITING / 2);
  }

  /** Writes so many of those that wait, the first lines first. */
  private write(count: number): void {
    this.waiting.sort((a, b) => a.line - b.line);
    const file = (this.file ??= this.create());
    for (const { line, field, value, reason } of this.waiting.splice(0, count))
      file.write(csvLine([line, ...[field, value, this.terminal.say(reason)].map(controlsShown)]));
  }

  /** The run has come to its end. @throws Failure when the file cannot be written */
  async finish(): Promise<void> {
    try {
      if (this.waiting.length > 0) this.write(Infinity);
      if (this.file === undefined) rmSync(this.path, { force: true });
      else {
        this.file.end();
        await finished(this.file);
        renameSync(this.unfinished, this.path);
      }
    } catch (error) {
      throw new Failure(
        { zh: '无法写入 {path}：{reason}', en: '{path} cannot be written: {reason}' },
        { path: this.path, reason: String(error) },
      );
    }
  }

  /** The run has broken off. */
  async abandon(): Promise<void> {
    if (this.file === undefined) return;
    this.file.destroy();
    await finished(this.file).catch(() => undefined);
    rmSync(this.unfinished, { force: true });
  }

  private create(): WriteStream {
    rmSync(this.unfinished, { force: true }); // one that a killed run left keeps the mode that it had
    const file = createWriteStream(this.unfinished, { mode: 0o600 });
    // finish() tells of it
    file.on('error', () => undefined);
    file.write(BOM + csvLine(['line', 'field', 'value', 'reason']));
    return file;
  }
}
