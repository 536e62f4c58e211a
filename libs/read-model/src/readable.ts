import { DAMAGED, type FoundRow, type Model, TOGETHER } from './read-model.port';

/** Texts of documents, and which of them could not be read. */
export class Readable {
  /** As `<model>/<key>`. */
  readonly damaged = new Set<string>();

  /** The document, or DAMAGED. */
  read(model: string, key: string, text: string): object {
    try {
      const document = JSON.parse(text) as object;
      this.readAgain(model, key);
      return document;
    } catch {
      this.lost(model, key);
      return DAMAGED;
    }
  }

  /** It was rebuilt. */
  readAgain(model: string, key: string): void {
    if (this.damaged.size > 0) this.damaged.delete(`${model}/${key}`);
  }

  /** A part that is as far as the others has a document where they have one: if not, it was lost. */
  withLost({ parts = {} }: Model, key: string, doc: FoundRow['doc'], progress: FoundRow['progress']): FoundRow['doc'] {
    const together = progress.get(TOGETHER) ?? 0;
    const lost = Object.entries(parts).filter(
      ([name, { id }]) => together > 0 && progress.get(id) === together && (doc[name] ?? null) === null,
    );
    for (const [, { id }] of lost) this.lost(id, key);
    return { ...doc, ...Object.fromEntries(lost.map(([name]) => [name, DAMAGED])) };
  }

  private lost(model: string, key: string): void {
    this.damaged.add(`${model}/${key}`);
  }
}
