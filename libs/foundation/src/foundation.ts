import type { ContextDef } from '@dossier/kernel';
import { identity } from './identity/identity.module';
import { policies } from './policies/policies.module';

/** What the engine itself rests on, whatever contexts there are: which policy is in force, and who is who. */
export const foundation: readonly ContextDef[] = [policies, identity];
