import type { Language, Role, Text } from '@dossier/kernel';
import type { KeyRing } from './key-ring';
import { OPERATOR } from './operator';

const OPERATOR_NAME: Text = { zh: '本机操作者', en: 'owner of the machine' };

/** Roles that see names of actors, to check what others did; all others see ids, as a name may be an employee's. */
const MAY_SEE_NAMES: readonly Role[] = ['admin', 'auditor'];
export const mayNameActors = (role: Role): boolean => MAY_SEE_NAMES.includes(role);

/** The name of an actor, for roles that may see it; null where the id is no key's: the server itself, a key of another vault. */
export const actorName = (keys: Pick<KeyRing, 'nameOf'>, id: string, language: Language): string | null =>
  id === OPERATOR.id ? OPERATOR_NAME[language] : keys.nameOf(id);
