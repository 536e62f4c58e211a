import type { AnyCommandDef, Language } from '@dossier/kernel';
import { contexts } from '@dossier/server';
import { commandRules } from '@dossier/web';
import type { Outgoing } from '../bulk';
import type { Rehearsal } from './import-file';

/**
 * Judges commands by the same compiled rules as the door, in order: what names a customer whom the door would not have
 * registered would be refused as well. What a decision would refuse cannot be known without the log.
 */
export function doorRules(language: Language): Rehearsal {
  const defs = new Map(contexts.flatMap(({ commands = [] }) => commands.map((def) => [def.name, def] as const)));
  const unregistered = new Set<unknown>();
  return ({ command, data }) => {
    const def = defs.get(command);
    if (def === undefined) throw new Error(`there is no command ${command}`);
    const customer = customerOf(def, data);
    const errors = commandRules(def).rules.check(structuredClone(data));
    if (errors.length > 0) {
      if (def.creates === true && def.on.category === 'customer') unregistered.add(customer);
      const told = errors.map(({ pointer, code, detail }) => ({ pointer, code, detail: detail[language] }));
      return { status: 400, code: 'request/invalid', errors: told };
    }
    if (customer === undefined || !unregistered.has(customer)) return undefined;
    const title = { zh: '该单据的客户未能建档', en: 'its customer could not be registered' }[language];
    return { status: 404, code: 'customers/unknown', title };
  };
}

function customerOf(def: AnyCommandDef, data: Outgoing['data']): unknown {
  if (def.customer !== undefined) return (data as Readonly<Record<string, unknown>>)[def.customer];
  return def.on.category === 'customer' ? def.id(data) : undefined;
}
