import { type AnyCommandDef, type Class, onceForEach } from '@dossier/kernel';
import { compileRules, type Rules } from '@dossier/rules';
import { ENVELOPE } from './envelope';

export interface CommandRules {
  /** The command's own fields and those of the envelope. */
  readonly rules: Rules;
  /** The field with the id of what is created: the door fills it where the sender did not. */
  readonly chosenId: string | undefined;
}

/** Compiled once for each command, for its route and bulk. */
export const commandRules = onceForEach((def: AnyCommandDef): CommandRules => {
  const chosenId = def.creates === true ? idField(def) : undefined;
  const optional = chosenId === undefined ? [] : [chosenId];
  return { rules: compileRules(def.command as Class<object>, { optional, beside: ENVELOPE }), chosenId };
});

const PROBE = 'probe';

/**
 * The field that `def.id` returns unchanged. undefined where the id is made of several fields, or the command works
 * without the field.
 */
function idField(def: AnyCommandDef): string | undefined {
  const asked = new Set<string>();
  const command = (missing?: string): object =>
    new Proxy(
      {},
      {
        get: (_, field) => {
          asked.add(String(field));
          return field === missing ? undefined : PROBE;
        },
      },
    );
  try {
    const whole: unknown = def.id(command());
    const [field] = asked;
    const without: unknown = def.id(command(field));
    return asked.size === 1 && whole === PROBE && without === undefined ? field : undefined;
  } catch {
    return undefined;
  }
}
