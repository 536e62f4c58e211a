import { MongoVault } from '@dossier/vault/mongodb';
import { type FerretDb, ferretDb } from '../../../../infra/servers/ferretdb';
import { databaseOf, onDatabase } from '../../../../infra/servers/mongodb-database';
import { onServer } from '../../../../infra/servers/on-server';
import { Program } from '../../../testing/src/program';

const [BEFORE, NEW] = ['a1'.repeat(32), 'b2'.repeat(32)];

onServer<FerretDb>(ferretDb, ({ address }) => {
  let url: string;
  beforeAll(() => (url = databaseOf(address())));
  afterAll(() => onDatabase(url, (db) => db.dropDatabase()));

  /** What the tool says, and its exit code. */
  async function typed(keys: Readonly<Record<string, string>>): Promise<readonly [number | null, string]> {
    const servers = { EVENTSTOREDB_URL: 'esdb://127.0.0.1:1?tls=false', MONGODB_URL: url, DOSSIER_VAULT_URL: url };
    const tool = Program.start('tool', { ...servers, ...keys }, ['rewrap']);
    return [await tool.end(), tool.said];
  }

  it('replaces the master key by the tool: what was kept is opened by the new one alone', async () => {
    const vault = await MongoVault.open(url, { masterKey: BEFORE });
    await vault.ensureKeys(['c-1', 'c-2']);
    const kept = await vault.keys(['c-1', 'c-2']);
    await vault.close();
    const [wrong, refused] = await typed({ DOSSIER_MASTER_KEY: NEW });
    expect([wrong, refused]).toEqual([1, expect.stringContaining('set DOSSIER_MASTER_KEY_BEFORE')]);
    const both = { DOSSIER_MASTER_KEY: NEW, DOSSIER_MASTER_KEY_BEFORE: BEFORE };
    expect(await typed(both)).toEqual([0, expect.stringMatching(/wrapped again: 2 keys\n.*not needed any more/)]);
    expect(await typed(both)).toEqual([0, expect.stringContaining('wrapped again: 0 keys')]);
    const later = await MongoVault.open(url, { masterKey: NEW });
    expect(await later.keys(['c-1', 'c-2'])).toEqual(kept);
    await later.close();
    await expect(MongoVault.open(url, { masterKey: BEFORE })).rejects.toThrow();
  });
});
