import type { Language, Role, Text } from '@dossier/kernel';
import type { KeyRing } from './key-ring';
import { OPERATOR, VISITOR } from './operator';

/** Of those who need no key. */
const NAMES: Readonly<Record<string, Text>> = {
  [OPERATOR.id]: { zh: '本机操作者', en: 'owner of the machine' },
  [VISITOR.id]: { zh: '演示访客', en: 'visitor of the demo' },
};

/** Roles that see names of actors, to check what others did; all others see ids, as a name may be an employee's. */
const MAY_SEE_NAMES: readonly Role[] = ['admin', 'auditor'];
export const mayNameActors = (role: Role): boolean => MAY_SEE_NAMES.includes(role);

/** The name of an actor, for roles that may see it; null where the id is no key's: the server itself, a key of another vault. */
export const actorName = (keys: Pick<KeyRing, 'nameOf'>, id: string, language: Language): string | null =>
  NAMES[id]?.[language] ?? keys.nameOf(id);
