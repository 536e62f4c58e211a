import { createWriteStream, renameSync, rmSync, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { BOM, codeOf, csvLine, type Text, troubleOf, unseenShown } from '@dossier/kernel';
import type { Terminal } from '../terminal';
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
  private failed: { readonly error: unknown } | undefined;

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
    const rows = this.waiting.sort((a, b) => a.line - b.line).splice(0, count);
    if (this.failed) return;
    try {
      const file = (this.file ??= this.create());
      for (const { line, field, value, reason } of rows)
        file.write(csvLine([line, ...[field, value, this.terminal.say(reason)].map(unseenShown)]));
    } catch (error) {
      this.fail(error);
    }
  }

  /** The run has come to its end. @returns why there is no file of it, if it cannot be written */
  async finish(): Promise<Text | undefined> {
    if (this.waiting.length > 0) this.write(Infinity);
    try {
      if (this.failed) throw this.failed.error;
      if (this.file === undefined) rmSync(this.path, { force: true });
      else {
        this.file.end();
        await finished(this.file);
        this.place();
      }
      return undefined;
    } catch (error) {
      this.fail(error);
      await this.abandon();
      return troubleOf(this.path, this.failed?.error);
    }
  }

  private place(): void {
    try {
      renameSync(this.unfinished, this.path);
    } catch (error) {
      throw Object.assign(new Error(String(error)), { code: codeOf(error), path: this.path }); // Node names the other
    }
  }

  /** The import goes on: what is in does not depend on this file. */
  private fail(error: unknown): void {
    this.failed ??= { error };
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
    file.on('error', (error) => this.fail(error));
    file.write(BOM + csvLine(['line', 'field', 'value', 'reason']));
    return file;
  }
}
