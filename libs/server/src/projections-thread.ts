import { parentPort, workerData } from 'node:worker_threads';
import { Codec } from '@dossier/event-store';
import { LogDelivery } from '@dossier/event-feed';
import { SqliteLogReader } from '@dossier/event-feed/sqlite';
import { codeOf, type ContextDef, OperatorError, outOfThread, type Text, troubleOf } from '@dossier/kernel';
import { SqliteReadModelWriter } from '@dossier/read-model/sqlite';
import { Sealer } from '@dossier/security';
import { SqliteKeys } from '@dossier/vault/sqlite';
import { ProjectionRunner, Registry, rest, systemClock } from '@dossier/engine';
import { VIEWS_DAMAGED } from './databases';
import { growingPause } from './growing-pause';

export type ProjectionsRequest =
  | { readonly kind: 'start'; readonly id: number }
  | { readonly kind: 'rebuild'; readonly id: number; readonly models: readonly string[] }
  | { readonly kind: 'retry'; readonly id: number; readonly parked: string }
  | { readonly kind: 'catch-up'; readonly id: number; readonly only?: 'reactors' }
  | { readonly kind: 'close' };
/** An error on its way to another thread. */
export interface ToldError {
  readonly message: string;
  readonly code?: string | undefined;
  /** What the door goes by. */
  readonly name?: string;
  /** For the operator. */
  readonly words?: Text;
}
export type ProjectionsAnswer =
  | { readonly kind: 'answer'; readonly id: number; readonly done: boolean }
  | { readonly kind: 'answer'; readonly id: number; readonly error: ToldError }
  | { readonly kind: 'failed'; readonly error: Text }
  | { readonly kind: 'anew' }
  | { readonly kind: 'well' };

/** The whole life of the projections thread: opens the read models when told to start, follows the log until told to close. */
export function serveProjections(contexts: readonly ContextDef[]): void {
  const { data, log } = workerData as { readonly data: string; readonly log: string };
  const port = parentPort;
  if (!port) throw new Error('serveProjections runs in a worker thread');
  const say = (answer: ProjectionsAnswer): void => port.postMessage(answer);
  const failed = (error: unknown): void => say({ kind: 'failed', error: textOf(error) });
  const stop = new AbortController();
  const registry = new Registry(contexts);
  const feed = new SqliteLogReader(data);
  const keys = new SqliteKeys(data);
  const writer = openViews(data, (notice) => {
    if (notice.what === 'views-made-anew' && notice.why !== 'other-format') say({ kind: 'anew' });
    else {
      failed(`read models are made anew from the log: ${JSON.stringify(notice)}`);
      say({ kind: 'well' });
    }
  });
  const codec = new Codec([...registry.events.values()], new Sealer(keys));
  const runner = new ProjectionRunner({
    registry,
    feed,
    delivery: new LogDelivery(feed),
    journal: feed,
    codec,
    writer,
    clock: systemClock,
    log,
    onFailure: failed,
    onSuccess: () => say({ kind: 'well' }),
    pause: growingPause,
    rest,
  });
  let running: Promise<void> = Promise.resolve();

  const handle = async (request: ProjectionsRequest): Promise<boolean> => {
    switch (request.kind) {
      case 'start':
        await runner.open();
        await runner.begin(); // else the first reader of a folder finds an empty list, and not that it cannot be filled
        running = runner.run(stop.signal);
        return true;
      case 'rebuild':
        await runner.rebuild(registry.allFolds.filter(({ id }) => request.models.includes(id)));
        return true;
      case 'retry':
        return runner.retry(request.parked);
      case 'catch-up':
        await runner.caughtUp(request.only && [...registry.reactors.values()].map((each) => registry.fold(each)));
        return true;
      case 'close':
        stop.abort();
        await running;
        keys.close();
        await Promise.all([feed.close(), writer.close()]);
        port.close();
        return true;
    }
  };
  port.on('message', (request: ProjectionsRequest) => {
    handle(request).then(
      (done) => request.kind !== 'close' && say({ kind: 'answer', id: request.id, done }),
      (error: unknown) =>
        request.kind === 'close' ? failed(error) : say({ kind: 'answer', id: request.id, error: told(error) }),
    );
  });
}

function openViews(...[data, notice]: ConstructorParameters<typeof SqliteReadModelWriter>): SqliteReadModelWriter {
  try {
    return new SqliteReadModelWriter(data, notice);
  } catch (error) {
    throw outOfThread(error);
  }
}

const told = (error: unknown): ToldError => ({
  message: words(error),
  code: codeOf(error),
  ...(error instanceof OperatorError && { name: error.name, words: error.words }),
});

/** A damaged page of the log has words of its own; one without is of views.db. */
const textOf = (error: unknown): Text =>
  codeOf(error)?.startsWith('SQLITE_CORRUPT') === true ? VIEWS_DAMAGED : troubleOf('views.db', error);

const words = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
