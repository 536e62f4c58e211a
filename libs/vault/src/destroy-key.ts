import { EVERYWHERE, type Vault } from './vault.port';

/**
 * Destroys the key of a person. Resolves when no process goes by it any more: only then may it be certified that the
 * person is erased.
 */
export async function destroyKey(vault: Pick<Vault, 'destroyKey'>, owner: string): Promise<void> {
  await vault.destroyKey(owner);
  await new Promise((resolve) => setTimeout(resolve, EVERYWHERE));
}
