import { LeastRecent } from '@dossier/kernel';
import { DAMAGED, type FoundRow, type Model } from './read-model.port';
import type { Readable } from './readable';

/** Characters of all texts that are kept. */
const MOST = 4_000_000;
/** Milliseconds until all are forgotten: what was erased since stays no longer. */
const FORGOTTEN = 60_000;

/** A row as it was read. */
export interface KeptRow {
  /** Of its parts, in their order; null: the part has no document. */
  readonly texts: readonly (string | null)[];
  readonly doc: FoundRow['doc'];
}

/** Rows that were read lately: as long as its text is the same, a document is the same object. */
export class KeptRows {
  private rows = none();
  private readonly forgetting = setInterval(() => (this.rows = none()), FORGOTTEN).unref();

  constructor(private readonly readable: Readable) {}

  get(model: Model, key: string): KeptRow | undefined {
    return this.rows.get(nameOf(model, key));
  }

  /** Reads texts; a document may be DAMAGED: such a row is not kept. */
  read(model: Model, key: string, texts: KeptRow['texts']): KeptRow {
    const before = this.rows.get(nameOf(model, key));
    const documents = Object.entries(model.parts ?? {}).map(([name, { id }], i): [string, object | null] => {
      const text = texts[i] ?? null;
      const known = before?.texts[i] === text ? before.doc[name] : undefined;
      if (known === undefined && text !== null) return [name, this.readable.read(id, key, text)];
      this.readable.readAgain(id, key);
      return [name, known ?? null];
    });
    const row = { texts, doc: Object.fromEntries(documents) };
    if (documents.some(([, document]) => document === DAMAGED)) this.rows.delete(nameOf(model, key));
    else this.rows.set(nameOf(model, key), row);
    return row;
  }

  close(): void {
    clearInterval(this.forgetting);
  }
}

const nameOf = ({ id }: Model, key: string): string => `${id}/${key}`;
const none = (): LeastRecent<string, KeptRow> =>
  new LeastRecent(MOST, ({ texts }) => texts.reduce((sum, text) => sum + (text?.length ?? 0), 0));
