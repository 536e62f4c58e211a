import { createWriteStream, rmSync, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Terminal } from '../terminal';
import { Failure } from '../failure';
import type { Rejection } from './mapping';

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Rows that did not come in, in a file beside the input that is there only when there are such rows. */
export class Rejects {
  readonly path: string;
  private readonly lines = new Set<number>();
  private file: WriteStream | undefined;

  constructor(
    input: string,
    private readonly terminal: Terminal,
  ) {
    this.path = `${input}.rejected.csv`;
    // what an earlier run rejected may have come in by now
    rmSync(this.path, { force: true });
  }

  /** Different rows so far. */
  get count(): number {
    return this.lines.size;
  }

  add({ line, field, value, reason }: Rejection): void {
    this.file ??= this.create();
    this.lines.add(line);
    const columns = [String(line), field, value, this.terminal.say(reason)];
    this.file.write(`${columns.map(quoted).join(',')}\n`);
  }

  /** @throws Failure when the file cannot be written */
  async close(): Promise<void> {
    if (this.file === undefined) return;
    this.file.end();
    try {
      await finished(this.file);
    } catch (error) {
      throw new Failure(
        { zh: '无法写入 {path}:{reason}', en: '{path} cannot be written: {reason}' },
        { path: this.path, reason: String(error) },
      );
    }
  }

  private create(): WriteStream {
    const file = createWriteStream(this.path);
    // close() tells of it
    file.on('error', () => undefined);
    // a table program takes the file for UTF-8 only by its mark
    file.write('\ufeffline,field,value,reason\n');
    return file;
  }
}
