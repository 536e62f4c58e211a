import type { Engine } from '@dossier/engine';
import type { Text } from '@dossier/kernel';
import { sentenceOf } from '@dossier/rules';

/** The sentence of an event, with the data that the reader may see; an unknown event gives its type. */
export function saidOf(
  { registry, zone }: Pick<Engine, 'registry' | 'zone'>,
  { type, data }: { readonly type: string; readonly data: unknown },
): Text {
  const def = registry.events.get(type);
  return def ? sentenceOf(def, data as Readonly<Record<string, unknown>>, zone.name) : { zh: type, en: type };
}
