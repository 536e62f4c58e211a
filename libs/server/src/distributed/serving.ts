import { rest } from '@dossier/engine';
import { OperatorError } from '@dossier/kernel';
import type { Served } from '@dossier/read-model/mongodb';
import type { Closing } from '../opened';

/** All times in milliseconds. */
interface Times {
  /** Between two times that a process says which models it serves. */
  readonly said: number;
  /** How long whoever removes a model has seen himself that nobody said so: the server's clock may jump. */
  readonly seen: number;
  /** How long nobody served a model that is removed: older code that is started again within it goes on with its models. */
  readonly unserved: number;
}
export const TIMES: Times = { said: 60_000, seen: 600_000, unserved: 7 * 86_400_000 };

/** A model that no code serves any more was removed. */
export class ModelRemoved extends OperatorError {
  override readonly name = 'ModelRemoved';
  constructor(model: string, ms: number) {
    const days = Math.floor(ms / 86_400_000);
    super({
      zh: `读模型 ${model} 已有 ${days} 天无人更新或读取，现已删除；需要时由日志重建`,
      en: `the read model ${model} was removed: nobody has kept or read it for ${days} days; whoever needs it builds it from the log`,
    });
  }
}

interface Parts {
  readonly writer: {
    serves(models: readonly string[]): Promise<void>;
    served(): Promise<Served>;
    forget(model: string): Promise<void>;
  };
  /** Those of this process. */
  readonly models: readonly string[];
  /** Also told of what was removed. */
  readonly onFailure: (error: unknown) => void;
  readonly times?: Times;
  /** Milliseconds of a clock that never jumps. */
  readonly clock?: () => number;
}

/**
 * Says which models this process serves, and removes those that nobody does any more: an upgrade leaves the older versions.
 * Removed wrongly they would be built anew from the log, so nothing is lost but time.
 */
export class Serving implements Closing {
  private readonly stop = new AbortController();
  /** Model → its mark, and since when this process has seen no other. */
  private readonly marks = new Map<string, { readonly at: number; readonly since: number }>();

  constructor(private readonly parts: Parts) {}

  /** Again and again. */
  async run(): Promise<void> {
    const { onFailure, times = TIMES } = this.parts;
    const { signal } = this.stop;
    const isOver = (): boolean => signal.aborted;
    while (!isOver()) {
      await rest(times.said, signal);
      if (!isOver()) await this.look().catch(onFailure);
    }
  }

  async look(): Promise<void> {
    const { writer, models, onFailure, times = TIMES, clock = () => performance.now() } = this.parts;
    await writer.serves(models);
    const { now, at } = await writer.served();
    for (const [model, last] of at) {
      const mark = this.marks.get(model);
      if (mark?.at !== last) this.marks.set(model, { at: last, since: clock() });
      if (mark?.at !== last || models.includes(model)) continue;
      if (now - last < times.unserved || clock() - mark.since < times.seen) continue;
      await writer.forget(model);
      this.marks.delete(model);
      onFailure(new ModelRemoved(model, now - last));
    }
  }

  stopWaiting(): void {
    this.stop.abort();
  }
  close(): void {
    this.stop.abort();
  }
}
