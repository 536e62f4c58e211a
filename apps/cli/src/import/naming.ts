import { looksPersonal } from '@dossier/fields';
import { keyedName } from '@dossier/security';
import type { Naming } from './mapping';

/**
 * Names that follow from natural keys and a secret. Their characters come by chance, and those of about one in a million
 * hold a mobile number, which no id may: such a one is made anew, the same each time.
 */
export const namingBy =
  (secret: Buffer): Naming =>
  (kind, naturalKey) => {
    let name = keyedName(secret, kind, naturalKey);
    for (let again = 1; looksPersonal(name); again++) name = keyedName(secret, kind, naturalKey, String(again));
    return name;
  };
