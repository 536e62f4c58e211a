import { type Readable, Transform, type TransformCallback } from 'node:stream';
import { Pace } from '../edge/pieces';
import type { ProblemCode } from '../edge/problems';

/** A client's body, ended when its time is over: between two chunks, so that received lines are still answered. */
export class Intake extends Transform {
  /** Why it ended before the client had sent all. */
  cut: ProblemCode | undefined;
  private readonly silence: NodeJS.Timeout;
  private readonly pace = new Pace();

  /**
   * @param silenceMs longest silence, in milliseconds, while no line is in progress
   * @param isBusy whether lines are in progress
   * @param discard reads what still comes, and throws it away
   */
  constructor(
    private readonly source: Readable,
    silenceMs: number,
    isBusy: () => boolean,
    private readonly discard: () => void,
  ) {
    super();
    this.silence = setTimeout(() => {
      if (isBusy()) this.silence.refresh();
      else this.stop('request/timeout');
    }, silenceMs).unref();
    source.once('close', () => {
      if (!source.readableEnded && this.cut === undefined) this.destroy(new Error('the connection was lost'));
    });
    source.pipe(this);
  }

  stop(why: ProblemCode): void {
    if (this.writableEnded || this.destroyed) return;
    this.cut = why;
    this.source.unpipe(this);
    this.discard(); // unread bytes would reset the connection and lose the last answers
    this.end();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.silence.refresh();
    const pauseMs = this.pace.pauseAfter(chunk);
    if (pauseMs > 0) setTimeout(() => done(null, chunk), pauseMs);
    else done(null, chunk);
  }
  override _flush(done: TransformCallback): void {
    clearTimeout(this.silence);
    done();
  }
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.silence);
    done(error);
  }
}
