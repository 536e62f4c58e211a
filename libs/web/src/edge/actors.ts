import type { Language, Role, Text } from '@dossier/kernel';
import type { KeyRing } from './key-ring';
import { OPERATOR } from './operator';

const OPERATOR_NAME: Text = { zh: '本机操作者', en: 'owner of the machine' };

/** Whoever checks what others did is told their names; to all others an actor is an id: a name may be an employee's. */
const TOLD: readonly Role[] = ['admin', 'auditor'];
export const mayNameActors = (role: Role): boolean => TOLD.includes(role);

/** An actor as it is shown to who may know names; null where the id is no key's: the server itself, a key of another vault. */
export const actorName = (keys: Pick<KeyRing, 'nameOf'>, id: string, language: Language): string | null =>
  id === OPERATOR.id ? OPERATOR_NAME[language] : keys.nameOf(id);
