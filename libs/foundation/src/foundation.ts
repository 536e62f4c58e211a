import type { ContextDef } from '@dossier/kernel';
import { identity } from './identity/identity.module';
import { policies } from './policies/policies.module';

/** Contexts that the engine itself needs: policies and identity. */
export const foundation: readonly ContextDef[] = [policies, identity];
