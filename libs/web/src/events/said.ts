import type { Engine } from '@dossier/engine';
import type { Text } from '@dossier/kernel';
import { sentenceOf } from '@dossier/rules';

/** What an event says, by what its reader may see of its data; one that is not known says its type. */
export function saidOf(
  { registry, zone }: Pick<Engine, 'registry' | 'zone'>,
  { type, data }: { readonly type: string; readonly data: unknown },
): Text {
  const def = registry.events.get(type);
  return def ? sentenceOf(def, data as Readonly<Record<string, unknown>>, zone.name) : { zh: type, en: type };
}
