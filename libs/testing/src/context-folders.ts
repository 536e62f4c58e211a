import { join } from 'node:path';
import { foundation } from '@dossier/foundation';
import type { ContextDef } from '@dossier/kernel';
import { contexts } from '../../server/src/contexts';

const libs = join(__dirname, '../..');

export const allContexts: readonly ContextDef[] = [...foundation, ...contexts];

/** Where the code of a context lies. */
export const folderOf = (context: string): string =>
  foundation.some(({ name }) => name === context)
    ? join(libs, 'foundation/src', context)
    : join(libs, 'contexts', context, 'src');
