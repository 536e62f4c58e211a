import type { Instant, Text } from '@dossier/kernel';
import { derivedId } from '@dossier/security';
import type { Access } from '@dossier/vault';
import type { VaultIntake } from '@dossier/vault/mongodb';
import type { LogEnd } from '@dossier/event-store';
import { NotTheSame } from './compare-logs';
import type { Source } from './source';

/** Action of the record that a company was moved. */
export const MOVED = 'log.Move';

/**
 * Copies all that the vault holds, as it is now, and reads each again. Keys are wrapped by the other master key.
 * @param places where positions of the source are in the other log
 * @throws NotKept, NotTheSame
 */
export async function moveVault(
  source: Source,
  vault: VaultIntake,
  { end, places, at }: { readonly end: LogEnd; readonly places: ReadonlyMap<number, number>; readonly at: Instant },
  onProgress: (done: number) => void,
): Promise<void> {
  let done = 0;
  for (const keys of source.vault.keys()) {
    await vault.keys(keys);
    onProgress((done += keys.length));
  }
  await vault.lost(new Map([...source.vault.lost()].map(([owner, position]) => [owner, places.get(position) ?? 0])));
  await vault.credentials(source.vault.credentials());
  await vault.accesses([recordOf(source.log.name(), at)]);
  for await (const accesses of source.vault.accesses()) {
    await vault.accesses(accesses);
    onProgress((done += accesses.length));
  }
  const [{ keys, credentials, accesses }, there] = [source.holds, await vault.counts()];
  const wanted = { keys, credentials, accesses: accesses + 1 };
  for (const what of ['keys', 'credentials', 'accesses'] as const)
    if (there[what] !== wanted[what]) throw new NotTheSame(COUNT(NAMES[what], there[what], wanted[what]));
  await vault.finish(source.vault.zone(), end);
}

const NAMES = {
  keys: { zh: '所有者密钥', en: 'keys of owners' },
  credentials: { zh: 'API 密钥', en: 'API keys' },
  accesses: { zh: '访问记录', en: 'access records' },
} as const satisfies Readonly<Record<string, Text>>;
const COUNT = (what: Text, found: number, of: number): Text => ({
  zh: `MongoDB 的保险库中${what.zh}为 ${found} 个，应为 ${of} 个`,
  en: `the vault in MongoDB has ${found} ${what.en}, not ${of}`,
});

/** The same whenever it is asked for, so that it is there once. */
const recordOf = (log: string, at: Instant): Access => ({
  ...{ id: derivedId('moved', log), at, actor: 'operator', role: 'admin', kind: 'command', action: MOVED },
  ...{ subjects: [], detail: `from the log ${log}`, outcome: 'done' },
});
