import type { Engine } from '@dossier/engine';

/** Resolves when every read model has taken the whole log. */
export async function caughtUp(engine: Engine): Promise<void> {
  const head = await engine.feed.head();
  const stop = new AbortController();
  for (;;) {
    const changed = engine.reader.changed(stop.signal);
    if ((await engine.operations.projections()).every(({ position }) => position >= head)) break;
    await changed;
  }
  stop.abort();
}

/** Sends a command as the benchmark. */
export async function send(engine: Engine, name: string, data: object, more: object = {}): Promise<void> {
  const def = engine.registry.commands.get(name);
  if (!def) throw new Error(`no command ${name}`);
  await engine.commands.run(def, data, { principal: { id: 'bench', role: 'admin', departments: [] }, ...more });
}
