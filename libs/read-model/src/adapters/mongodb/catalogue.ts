import type { Collection, Db } from 'mongodb';
import { mustBeModel } from '../../fields';
import { heldBy, type Model, ReadModelsUnreachable } from '../../read-model.port';
import { type Connection, SWITCHED } from './connection';
import { fits, generationOf, makeGeneration, removeGeneration } from './generations';
import type { Generation, Generations } from './layout';

/** One document for all models, so that several are switched at once. */
export interface Contents {
  readonly version: number;
  /** Number of the generation made last. */
  readonly last: number;
  /** What readers see. */
  readonly models: readonly Generation[];
  /** Not yet, or no longer, a model's. */
  readonly unused: readonly (Generation & { readonly since: number })[];
}
const EMPTY: Contents = { version: 0, last: 0, models: [], unused: [] };
const ID = 'catalogue';

/** Which generation each model has. */
export class Catalogue {
  constructor(private readonly connection: Connection) {}

  async read(): Promise<Contents> {
    return (await catalogueIn(this.connection.db).findOne({ _id: ID })) ?? EMPTY;
  }

  /** Makes generations for those models that have none that fits, and removes what is unused long enough. */
  async prepare(models: readonly Model[]): Promise<Contents> {
    models.forEach(mustBeModel);
    const contents = await this.sweep(await this.read());
    const missing = models.filter((model) => !has(contents, model));
    if (missing.length === 0) return contents;
    return this.switchTo(missing, (model, now) => !has(now, model)); // unless another made one meanwhile
  }

  /** Gives models new generations, all at once. */
  empty(models: readonly Model[]): Promise<Contents> {
    models.forEach(mustBeModel);
    return this.switchTo(models, () => true);
  }

  drop(id: string): Promise<Contents> {
    return this.change((contents) => pointed(contents, [id], []));
  }

  private async sweep(contents: Contents): Promise<Contents> {
    const until = Date.now() - this.connection.limits.grace;
    for (const old of contents.unused) {
      if (old.since > until) continue;
      const isOther = ({ number }: Generation): boolean => number !== old.number;
      const others = [...contents.models, ...contents.unused].filter(isOther);
      await removeGeneration(
        this.connection.db,
        old,
        others.every(({ model }) => model !== old.model),
      );
      contents = await this.change((now) => ({ ...now, unused: now.unused.filter(isOther) }));
    }
    return contents;
  }

  private async switchTo(
    models: readonly Model[],
    isWanted: (model: Model, now: Contents) => boolean,
  ): Promise<Contents> {
    // listed before they are there: what a crash leaves is removed
    const listed = await this.change((now) => {
      const made = models.map((model, i) => ({ ...generationOf(model, now.last + 1 + i), since: Date.now() }));
      return { ...now, last: now.last + made.length, unused: [...now.unused, ...made] };
    });
    const made = models.map((model, i) => ({ model, number: listed.last - models.length + 1 + i }));
    for (const { model, number } of made) await makeGeneration(this.connection.db, model, generationOf(model, number));
    return this.change((now) => {
      // a later one was emptied meanwhile: rows of an earlier would not replace its rows
      const isLatest = ({ id }: Model, number: number): boolean =>
        now.models.every((each) => each.model !== id || each.number < number);
      const wanted = made.filter(({ model, number }) => isLatest(model, number) && isWanted(model, now));
      if (!wanted.every(({ number }) => now.unused.some((each) => each.number === number)))
        throw new ReadModelsUnreachable(SWITCHED); // it took longer than the time of grace
      return pointed(
        now,
        wanted.map(({ model: { id } }) => id),
        wanted.map(({ model, number }) => generationOf(model, number)),
      );
    });
  }

  /** By compare-and-set: what another changed meanwhile is read again. */
  private async change(next: (contents: Contents) => Contents): Promise<Contents> {
    const kept = catalogueIn(this.connection.db);
    for (;;) {
      const contents = await this.read();
      const { last, models, unused } = next(contents);
      const changed = { version: contents.version + 1, last, models, unused };
      if (contents.version === 0) await kept.updateOne({ _id: ID }, { $setOnInsert: EMPTY }, { upsert: true });
      const { matchedCount } = await kept.updateOne({ _id: ID, version: contents.version }, { $set: changed });
      if (matchedCount === 1) return changed;
    }
  }
}

const catalogueIn = (db: Db): Collection<Contents & { readonly _id: string }> => db.collection('models');

/** Those models with these generations, or without any; what they had is unused from now on. */
function pointed(now: Contents, ids: readonly string[], to: readonly Generation[]): Contents {
  const since = Date.now();
  const replaced = now.models.filter(({ model }) => ids.includes(model)).map((each) => ({ ...each, since }));
  return {
    ...now,
    models: [...now.models.filter(({ model }) => !ids.includes(model)), ...to],
    unused: [...now.unused.filter(({ number }) => to.every((each) => each.number !== number)), ...replaced],
  };
}

const has = ({ models }: Contents, model: Model): boolean => models.some((generation) => fits(generation, model));

export const byModel = ({ models }: Contents): Generations => new Map(models.map((each) => [each.model, each]));

/** The generations of the parts of a model, in their order; undefined where one is not prepared with these fields. */
export function generationsOf({ models }: Contents, model: Model): Generations | undefined {
  const parts = heldBy(model).map((part) => models.find((generation) => fits(generation, part)));
  const there = parts.flatMap((part) => part ?? []);
  return there.length === parts.length ? new Map(there.map((each) => [each.model, each])) : undefined;
}
