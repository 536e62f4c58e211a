import type { WholeDef } from '@dossier/engine';
import type { AnyProjectionDef } from '@dossier/kernel';

/** What lists are read from: a read model, or all sections of the 360° view side by side. */
export type Listed = AnyProjectionDef | WholeDef;
