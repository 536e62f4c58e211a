import { createWriteStream, renameSync, rmSync, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { BOM, csvLine } from '@dossier/kernel';
import { controlsShown } from '../controls';
import type { Terminal } from '../terminal';
import { Failure } from '../failure';
import type { Rejection } from './mapping';

/**
 * Rows that did not come in, in a file that is there only when there are such rows. It takes the place of that of an
 * earlier run when the run comes to its end: one that breaks off leaves the old one as it was.
 */
export class Rejects {
  private readonly lines = new Set<number>();
  private readonly unfinished: string;
  private file: WriteStream | undefined;

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

  add({ line, field, value, reason }: Rejection): void {
    this.file ??= this.create();
    this.lines.add(line);
    this.file.write(csvLine([line, ...[field, value, this.terminal.say(reason)].map(controlsShown)]));
  }

  /** The run has come to its end. @throws Failure when the file cannot be written */
  async finish(): Promise<void> {
    try {
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
