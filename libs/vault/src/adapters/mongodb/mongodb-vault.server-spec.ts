import { Collection, MongoNetworkError } from 'mongodb';
import { MongoVault, rewrap } from '@dossier/vault/mongodb';
import { ferretDb } from '../../../../../infra/servers/ferretdb';
import { databaseOf, onDatabase } from '../../../../../infra/servers/mongodb-database';
import { onServer, type Subject } from '../../../../../infra/servers/on-server';
import { secantusDb } from '../../../../../infra/servers/secantusdb';
import type { Server } from '../../../../../infra/servers/server';
import { persistently } from '../../../../testing/src/until';
import { vaultContract } from '../../vault.contract';
import { type Access, type Credential, VaultUnreachable } from '../../vault.port';
import type { OwnerKey } from './layout';

for (const recipe of [ferretDb, secantusDb])
  onServer<Server>(recipe, (subject) => {
    vaultContract(() => {
      const url = databaseOf(subject.address());
      return Promise.resolve({
        open: (masterKey: string) => MongoVault.open(url, { masterKey }),
        remove: async () => {
          await onDatabase(url, (db) => db.dropDatabase());
        },
      });
    });
    describe('a vault of several processes', () => keepsItsOwnPromises(subject));
  });

const WRITES = ['insertOne', 'insertMany', 'updateOne'] as const;
type Write = (this: Collection, ...args: unknown[]) => Promise<unknown>;

/** One write fails: before it is done, or its answer is lost. @param at which one, from 0 */
function fail(at: number, how: 'dropped' | 'unanswered'): void {
  let left = at;
  for (const name of WRITES) {
    const { [name]: write } = Collection.prototype as unknown as Readonly<Record<typeof name, Write>>;
    const failing = async function (this: Collection, ...args: unknown[]): Promise<unknown> {
      const fails = left-- === 0;
      const done = fails && how === 'dropped' ? undefined : await write.apply(this, args);
      if (fails) throw new MongoNetworkError('the connection broke');
      return done;
    };
    jest.spyOn(Collection.prototype, name).mockImplementation(failing as never);
  }
}

const MASTER = 'a1'.repeat(32);
const at = '2026-01-31T08:00:00.000Z';
const zone = (name: string) => ({ zone: name, since: at, by: 'operator' });
const access = (id: string): Access => ({
  ...{ id, at, actor: 'key-1', role: 'admin', kind: 'command', action: 'x' },
  ...{ subjects: ['c-1'], detail: '', outcome: 'done' },
});
const credential: Credential = {
  ...{ id: 'key-00000001', secretHash: 'ab', name: 'a', role: 'admin', departments: [] },
  ...{ createdAt: at, expiresAt: null, revokedAt: null },
};

function keepsItsOwnPromises({ address, ours, itOurs }: Subject<Server>): void {
  let url: string;
  let opened: MongoVault[];
  const open = async (masterKey = MASTER): Promise<MongoVault> => {
    const vault = await MongoVault.open(url, { masterKey, limits: { serverSelectionTimeoutMS: 500 } });
    opened.push(vault);
    return vault;
  };
  const ids = async (vault: MongoVault) => (await vault.accesses({ limit: 9 })).map(({ id }) => id);
  beforeEach(() => {
    url = databaseOf(address());
    opened = [];
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    for (const vault of opened) await vault.close();
    await onDatabase(url, (db) => db.dropDatabase());
  });

  describe('a master key that is replaced', () => {
    const [BEFORE, NEW] = ['a1'.repeat(32), 'b2'.repeat(32)];
    const both = async (): Promise<MongoVault> => {
      const vault = await MongoVault.open(url, { masterKey: NEW, masterKeyBefore: BEFORE });
      opened.push(vault);
      return vault;
    };
    const replaced = (masterKeyBefore = BEFORE, masterKey = NEW) =>
      rewrap(url, { masterKey, masterKeyBefore, access: access('0190a8a0-0000-7000-8000-000000000009') });
    const keyOf = async (vault: MongoVault, owner: string) => (await vault.keys([owner])).get(owner);

    it('opens nothing any more once all is wrapped by the new one, and programs that know both go on', async () => {
      const before = await open(BEFORE);
      await before.ensureKeys(['a', 'b', 'gone']);
      await before.destroyKey('gone');
      const [a, secret] = [await keyOf(before, 'a'), await before.secret()];
      const during = await both();
      await during.ensureKeys(['c']);
      const c = await keyOf(during, 'c');
      expect(await keyOf(before, 'c')).toEqual(c); // it goes by the old one until all are wrapped again
      expect(await replaced()).toEqual({ keys: 3, unopened: [] });
      expect(await keyOf(during, 'a')).toEqual(a);
      await during.ensureKeys(['d']);
      const after = await open(NEW);
      expect([await keyOf(after, 'a'), await keyOf(after, 'c'), await keyOf(after, 'gone')]).toEqual([
        a,
        c,
        'destroyed',
      ]);
      expect(await keyOf(after, 'd')).toEqual(await keyOf(during, 'd'));
      expect([await after.secret(), await during.secret()]).toEqual([secret, secret]);
      await expect(open(BEFORE)).rejects.toMatchObject({ name: 'WrongMasterKey' });
      expect(await replaced()).toEqual({ keys: 0, unopened: [] });
      expect(await ids(after)).toEqual(['0190a8a0-0000-7000-8000-000000000009']);
    });

    it('is asked for in a sentence while something that it wrapped is left', async () => {
      const before = await open(BEFORE);
      await before.ensureKeys(['a']);
      await replaced();
      await before.ensureKeys(['late']); // it was not told of the new one
      await expect(keyOf(before, 'a')).rejects.toMatchObject({ name: 'MasterKeyUnknown' });
      await expect(open(NEW)).rejects.toThrow('DOSSIER_MASTER_KEY_BEFORE to the one before it');
      expect(await keyOf(await both(), 'late')).toEqual(await keyOf(before, 'late'));
      expect(await replaced()).toEqual({ keys: 1, unopened: [] });
      expect(await keyOf(await open(NEW), 'late')).toBeDefined();
    });

    it('is replaced by one, where two are given at the same moment', async () => {
      const before = await open(BEFORE);
      await before.ensureKeys(['a', 'b', 'c']);
      const a = await keyOf(before, 'a');
      const given = [NEW, 'c3'.repeat(32)];
      const done = await Promise.allSettled(given.map((each) => replaced(BEFORE, each)));
      const [won, ...others] = given.filter((_, i) => done[i]?.status === 'fulfilled');
      expect(others).toEqual([]);
      expect(done.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []))).toEqual([
        expect.objectContaining({ name: 'WrongMasterKey' }),
      ]);
      expect(await keyOf(await open(won), 'a')).toEqual(a);
    });

    it('is not replaced by the help of another one, and what is damaged is told and stays', async () => {
      const before = await open(BEFORE);
      await before.ensureKeys(['a', 'b']);
      await expect(replaced('c3'.repeat(32))).rejects.toMatchObject({ name: 'WrongMasterKey' });
      expect(await keyOf(await open(BEFORE), 'a')).toBeDefined();
      const there = () => onDatabase(url, (db) => db.collection<OwnerKey>('keys').find().toArray());
      const [first, second] = await there();
      await onDatabase(url, (db) =>
        db.collection<OwnerKey>('keys').updateOne({ _id: 'a' }, { $set: { wrapped: second?.wrapped ?? null } }),
      );
      expect(first?._id).toBe('a');
      expect(await replaced()).toEqual({ keys: 1, unopened: ['a'] });
      expect((await there()).find(({ _id }) => _id === 'a')?.wrapped).toEqual(second?.wrapped);
      await expect(keyOf(await both(), 'a')).rejects.toMatchObject({ name: 'KeyDamaged' });
    });
  });

  it('has one secret, whoever founds it at the same moment', async () => {
    const founders = await Promise.all(Array.from({ length: 8 }, () => open()));
    const secrets = await Promise.all(founders.map((vault) => vault.secret()));
    expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(1);
  });

  it('is founded with one master key, where two are given at the same moment', async () => {
    const founders = await Promise.allSettled([open(), open('b2'.repeat(32))]);
    const refused = founders.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    expect(refused).toEqual([expect.objectContaining({ name: 'WrongMasterKey' })]);
  });

  describe('knows its log', () => {
    const beside = async (name: string, isEmpty: boolean): Promise<MongoVault> => {
      const vault = await MongoVault.open(url, { masterKey: MASTER, log: { name, isEmpty } });
      opened.push(vault);
      return vault;
    };

    it('and is not opened with another one, nor with an empty one in its place', async () => {
      await beside('aaaa', true);
      await beside('aaaa', false);
      await expect(beside('bbbb', false)).rejects.toMatchObject({ name: 'ForeignVault' });
      await expect(beside('bbbb', true)).rejects.toMatchObject({
        name: 'LogMissing',
        words: { zh: expect.stringContaining('aaaa') as string, en: expect.stringContaining('aaaa') as string },
      });
    });

    it('and is not founded for one that has events: other keys would be made for the same people', async () => {
      await expect(beside('aaaa', false)).rejects.toMatchObject({ name: 'VaultMissing' });
      expect(await onDatabase(url, (db) => db.listCollections().toArray())).toEqual([]);
      await beside('aaaa', true);
    });

    it('which is one, where two are given at the same moment', async () => {
      await open();
      const both = await Promise.allSettled([beside('aaaa', false), beside('bbbb', false)]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });
  });

  it.each(['dropped', 'unanswered'] as const)(
    'is as after one change where any of its writes was %s and the change is asked for again',
    async (how) => {
      const vault = await open();
      const other = await open();
      await vault.beginZone(zone('UTC'));
      await vault.ensureKeys(['b']);
      await vault.addCredential(credential);
      const changes: readonly (() => Promise<unknown>)[] = [
        () => vault.ensureKeys(['a', 'b', 'c']),
        () => vault.destroyKey('b'),
        () => vault.revoke(credential.id, at),
        () => vault.record([access('a'), access('b')], { position: 7, hash: null }),
        () => vault.changeZone(zone('Asia/Shanghai'), access('c')),
      ];
      for (const change of changes)
        for (let write = 0, isDone = false; !isDone; write++) {
          const before = await other.changes();
          fail(write, how);
          const failure = await change().then(
            () => undefined,
            (error: unknown) => error,
          );
          jest.restoreAllMocks();
          isDone = failure === undefined;
          if (!isDone) expect(failure).toBeInstanceOf(VaultUnreachable);
          await change();
          const counted = change === changes[0] || change === changes[3] ? 0 : 1;
          expect((await other.changes()) - before).toBeGreaterThanOrEqual(counted);
        }
      expect([...(await other.keys(['a', 'b', 'c'])).values()].map((key) => key.length)).toEqual([32, 9, 32]); // 'destroyed'
      expect(await other.credentials()).toEqual([{ ...credential, revokedAt: at }]);
      expect(await other.beginZone(zone('UTC'))).toEqual(zone('Asia/Shanghai'));
      expect([await ids(other), await other.seen()]).toEqual([['c', 'b', 'a'], { position: 7, hash: null }]);
    },
  );

  it('shows the record of a change of the zone whose process ended between the two', async () => {
    const [vault, other] = [await open(), await open()];
    await vault.beginZone(zone('UTC'));
    fail(1, 'dropped');
    await expect(vault.changeZone(zone('Asia/Shanghai'), access('a'))).rejects.toBeInstanceOf(VaultUnreachable);
    jest.restoreAllMocks();
    expect([await other.beginZone(zone('UTC')), await ids(other)]).toEqual([zone('Asia/Shanghai'), ['a']]);
  });

  it('keeps the records of two changes of the zone at the same moment', async () => {
    const [vault, other] = [await open(), await open()];
    await vault.beginZone(zone('UTC'));
    await Promise.all([
      vault.changeZone(zone('Asia/Shanghai'), access('a')),
      other.changeZone(zone('Europe/London'), access('b')),
    ]);
    expect(await ids(vault)).toEqual(['b', 'a']);
    expect(await other.beginZone(zone('UTC'))).toEqual(await vault.beginZone(zone('UTC')));
  });

  it('counts a change whose process ended before it was counted when any process opens the vault', async () => {
    const [vault, other] = [await open(), await open()];
    const before = await other.changes();
    fail(2, 'dropped');
    await expect(vault.destroyKey('a')).rejects.toBeInstanceOf(VaultUnreachable);
    jest.restoreAllMocks();
    expect([(await other.keys(['a'])).get('a'), await other.changes()]).toEqual(['destroyed', before]);
    await open();
    expect(await other.changes()).toBeGreaterThan(before);
  });

  it('does not go back to less of the log than any process has seen', async () => {
    const [vault, other] = [await open(), await open()];
    await vault.record([], { position: 9, hash: null });
    await other.record([], { position: 7, hash: null });
    expect(await other.seen()).toEqual({ position: 9, hash: null });
  });

  it('has no key in the open, and opens none that was given to another owner', async () => {
    const vault = await open();
    await vault.ensureKeys(['a', 'b']);
    const key = (await vault.keys(['a'])).get('a') as Buffer;
    const everything = await onDatabase(url, async (db) => {
      const keys = db.collection<OwnerKey>('keys');
      const wrapped = (await keys.findOne({ _id: 'b' }))?.wrapped ?? null;
      const all = await Promise.all([keys.find({}, { raw: true }).toArray(), db.collection('vault').find({}, { raw: true }).toArray()]); // prettier-ignore
      await keys.updateOne({ _id: 'a' }, { $set: { wrapped } });
      return Buffer.concat(all.flat().map((bytes) => bytes as unknown as Buffer));
    });
    for (const hidden of [key, await vault.secret()]) expect(everything.includes(hidden)).toBe(false);
    await expect(vault.keys(['a'])).rejects.toMatchObject({ name: 'KeyDamaged', owner: 'a' });
    expect((await vault.keys(['b'])).size).toBe(1);
  });

  it('takes many keys and records that two processes write in opposite order', async () => {
    const [vault, other] = [await open(), await open()];
    const many = Array.from({ length: 2_000 }, (_, i) => String(i).padStart(4, '0'));
    const records = many.map(access);
    await Promise.all([
      ...[vault.ensureKeys(many), other.ensureKeys(many.toReversed())],
      ...[vault.record(records), other.record(records.toReversed())],
    ]);
    expect((await vault.keys(many)).size).toBe(2_000);
    expect(await other.keys(many)).toEqual(await vault.keys(many));
    expect(await vault.accesses({ limit: 9_999 })).toHaveLength(2_000);
  });

  it('waits no longer for a server that stands still once its process is stopping, also for what is asked then', async () => {
    const vault = await MongoVault.open(url, { masterKey: MASTER, limits: { farewell: 0 } });
    opened.push(vault);
    jest.spyOn(Collection.prototype, 'updateOne').mockReturnValue(new Promise(() => undefined));
    const destroyed = vault.destroyKey('a');
    vault.stopWaiting();
    await expect(destroyed).rejects.toBeInstanceOf(VaultUnreachable);
    await expect(vault.revoke('key-1', at)).rejects.toThrow('the process is stopping');
  });

  itOurs('says that it is not reached, and goes on once it is, with all that it acknowledged', async () => {
    const vault = await open();
    await vault.ensureKeys(['a']);
    const made = await vault.keys(['a']);
    await ours().kill();
    const failure: unknown = await vault.ensureKeys(['b']).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(VaultUnreachable);
    expect(vault.trouble()).toEqual((failure as VaultUnreachable).why);
    await ours().start();
    await persistently(() => vault.ensureKeys(['b']));
    expect(vault.trouble()).toBeUndefined();
    expect(await vault.keys(['a'])).toEqual(made);
    expect((await vault.keys(['a', 'b'])).size).toBe(2);
  });
}
