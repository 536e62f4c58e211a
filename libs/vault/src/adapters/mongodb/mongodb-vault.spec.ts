import { MongoVault } from '@dossier/vault/mongodb';

const NOWHERE = 'mongodb://127.0.0.1:1/';
const masterKey = 'a1'.repeat(32);

it('takes its master key from the environment, and says so where it is not there', async () => {
  const before = process.env['DOSSIER_MASTER_KEY'];
  delete process.env['DOSSIER_MASTER_KEY'];
  const missing = {
    name: 'MasterKeyMissing',
    words: {
      zh: expect.stringContaining('DOSSIER_MASTER_KEY') as string,
      en: expect.stringContaining('DOSSIER_MASTER_KEY') as string,
    },
  };
  try {
    await expect(MongoVault.open(NOWHERE)).rejects.toMatchObject(missing);
    process.env['DOSSIER_MASTER_KEY'] = 'not hex';
    await expect(MongoVault.open(NOWHERE)).rejects.toMatchObject({ name: 'BadMasterKey' });
  } finally {
    delete process.env['DOSSIER_MASTER_KEY'];
    if (before !== undefined) process.env['DOSSIER_MASTER_KEY'] = before;
  }
});

it('says that no server can be reached', async () => {
  const opened = MongoVault.open(NOWHERE, { masterKey, limits: { serverSelectionTimeoutMS: 50 } });
  await expect(opened).rejects.toMatchObject({
    name: 'VaultUnreachable',
    why: { en: expect.stringContaining('no server can be reached') as string },
  });
});
