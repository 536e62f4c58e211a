import type { Registry } from '@dossier/engine';
import type { ReadModelWriter } from '@dossier/read-model';

/** What a document says, without what only a store needs. */
export interface Said {
  readonly doc: unknown;
  readonly fields: unknown;
  readonly subject: unknown;
}

/** All documents of all models, each by model and key. */
export async function* documentsOf(
  writer: Pick<ReadModelWriter, 'page'>,
  { allFolds }: Pick<Registry, 'allFolds'>,
): AsyncGenerator<readonly [name: string, said: Said]> {
  for (const { id } of allFolds)
    for (let after = '', page; (page = await writer.page(id, after, 500)).length > 0; after = page.at(-1)?.key ?? '')
      for (const { key, doc, fields, subject } of page) yield [`${id}/${key}`, { doc, fields, subject }];
}
