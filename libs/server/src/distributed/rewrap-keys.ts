import type { Instant } from '@dossier/kernel';
import { derivedId } from '@dossier/security';
import { rewrap, type Rewrapped } from '@dossier/vault/mongodb';
import { cannotReach } from './cannot-reach';
import { type DataServers, KeyBeforeMissing } from './servers';

/** Action of the record that the master key was replaced. */
export const REWRAPPED = 'vault.Rewrap';

/**
 * Wraps what the vault holds by the new master key, while programs that are given both go on.
 * @throws KeyBeforeMissing, CannotReach and the like, with words for the operator
 */
export async function rewrapKeys(
  { vault, masterKey, masterKeyBefore }: DataServers,
  at: Instant,
  onProgress: (done: number) => void,
): Promise<Rewrapped> {
  if (masterKeyBefore === undefined) throw new KeyBeforeMissing();
  const access = {
    ...({ id: derivedId('rewrap', at), at, actor: 'operator', role: 'admin', kind: 'command' } as const),
    ...{ action: REWRAPPED, subjects: [], detail: '', outcome: 'done' },
  };
  try {
    return await rewrap(vault, { masterKey, masterKeyBefore, access, onProgress });
  } catch (error) {
    throw cannotReach(error);
  }
}
