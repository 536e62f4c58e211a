import { rest } from '@dossier/engine';
import type { Text } from '@dossier/kernel';
import { type Model, reached, type ReadModelWriter } from '@dossier/read-model';
import type { Closing } from '../opened';

/** Milliseconds between two looks. */
const LOOK = 500;
const BUILDING: Text = {
  zh: '本版本的读模型尚在由日志建立，由同版本的工作进程完成',
  en: 'read models of this version are still built from the log; workers of this version do that',
};

const nameOf = (id: string): string => id.slice(0, id.lastIndexOf('@'));

/**
 * After an upgrade, or when it is taken back: whoever reads models that are built while those of another version are further is
 * not ready, for its lists would lack what callers have seen already. Once it has been as far as the others were when it
 * began, it is ready for good.
 */
export class Upgrade implements Closing {
  private readonly stop = new AbortController();
  /** Model → up to where it must be. */
  private readonly wanted = new Map<string, number>();

  private constructor(
    private readonly writer: Pick<ReadModelWriter, 'progress'>,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** Looks what there is. @param writer has prepared the models */
  static async begun(
    writer: Pick<ReadModelWriter, 'progress' | 'models'>,
    models: readonly Model[],
    onFailure: (error: unknown) => void,
  ): Promise<Upgrade> {
    const upgrade = new Upgrade(writer, onFailure);
    const all = await writer.models();
    for (const { id } of models)
      for (const other of all.filter((each) => each !== id && nameOf(each) === nameOf(id))) {
        const there = reached(await writer.progress(other));
        upgrade.wanted.set(id, Math.max(upgrade.wanted.get(id) ?? 0, there));
      }
    await upgrade.look();
    void upgrade.follow();
    return upgrade;
  }

  troubles(): readonly Text[] {
    return this.wanted.size > 0 ? [BUILDING] : [];
  }

  close(): void {
    this.stop.abort();
  }

  async look(): Promise<void> {
    for (const [id, there] of this.wanted) if (reached(await this.writer.progress(id)) >= there) this.wanted.delete(id);
  }

  private async follow(): Promise<void> {
    const { signal } = this.stop;
    const isOver = (): boolean => signal.aborted;
    while (this.wanted.size > 0 && !isOver()) {
      await rest(LOOK, signal);
      if (!isOver()) await this.look().catch(this.onFailure);
    }
  }
}
