import { LeastRecent } from '@dossier/kernel';
import { DAMAGED } from './read-model.port';
import type { Readable } from './readable';

/** Characters of all texts that are kept. */
const MOST = 4_000_000;
/** Milliseconds until all are forgotten: what was erased since stays no longer. */
const FORGOTTEN = 60_000;

/** Documents that were read lately: as long as its text is the same, a document is the same object. */
export class KeptDocuments {
  private kept = none();
  private readonly forgetting = setInterval(() => (this.kept = none()), FORGOTTEN).unref();

  constructor(private readonly documents: Readable) {}

  /** The document, or DAMAGED. */
  read(model: string, key: string, text: string): object {
    const name = `${model}/${key}`;
    const known = this.kept.get(name);
    if (known?.text === text) {
      this.documents.readAgain(model, key);
      return known.document;
    }
    const document = this.documents.read(model, key, text);
    if (document !== DAMAGED) this.kept.set(name, { text, document });
    return document;
  }

  close(): void {
    clearInterval(this.forgetting);
  }
}

interface Kept {
  readonly text: string;
  readonly document: object;
}
const none = (): LeastRecent<string, Kept> => new LeastRecent(MOST, ({ text }) => text.length);
