import { ERASED } from '@dossier/kernel';
import { Sealer } from '@dossier/security';
import { type Access, type AccessSelection, type Credential, EVERYWHERE, type Vault } from './vault.port';

/** A place for a vault, empty at first. */
export interface VaultPlace {
  /** Opens the vault with a master key of 64 hex digits. */
  open(masterKey: string): Promise<Vault>;
  remove(): Promise<void>;
}

const MASTER = 'a1'.repeat(32);
const SOMEONES: Credential = {
  ...{ id: 'key-00000001', secretHash: 'ab', name: 'a', role: 'admin', departments: [] },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', expiresAt: null, revokedAt: null },
};

/** What every adapter promises; each test begins with the number of its promise in `vault.port.ts`. */
export function vaultContract(make: () => Promise<VaultPlace>): void {
  let place: VaultPlace;
  let vault: Vault;
  beforeEach(async () => {
    place = await make();
    vault = await place.open(MASTER);
  });
  afterEach(async () => {
    await vault.close();
    await place.remove();
  });
  const reopen = async () => {
    await vault.close();
    vault = await place.open(MASTER);
  };
  const key = async (owner: string) => (await vault.keys([owner])).get(owner);

  describe('keys', () => {
    it('1 makes a key of 32 bytes for every named owner, each another', async () => {
      await vault.ensureKeys(['a', 'b', 'a']);
      const keys = await vault.keys(['a', 'b']);
      const [a, b] = [keys.get('a'), keys.get('b')] as [Buffer, Buffer];
      expect([a.length, b.length]).toEqual([32, 32]);
      expect(a.equals(b)).toBe(false);
    });

    it('1 leaves out owners for whom no key was ever made', async () => {
      await vault.ensureKeys(['a']);
      expect([...(await vault.keys(['a', 'nobody'])).keys()]).toEqual(['a']);
      expect((await vault.keys([])).size).toBe(0);
      await vault.ensureKeys([]);
    });

    it('1 and 2 give the one key to all who ask for a new owner at once', async () => {
      const asked = Array.from({ length: 200 }, async (_, i) => {
        await vault.ensureKeys(['shared', `own-${i % 50}`]);
        return (await key('shared')) as Buffer;
      });
      const seen = new Set((await Promise.all(asked)).map((bytes) => bytes.toString('hex')));
      expect(seen.size).toBe(1);
      expect((await vault.keys(Array.from({ length: 50 }, (_, i) => `own-${i}`))).size).toBe(50);
    });

    it('2 gives keys back as made, also when asked to make them again and after opening again', async () => {
      await vault.ensureKeys(['a', '~order-1', '张三']);
      const made = await vault.keys(['a', '~order-1', '张三']);
      await vault.ensureKeys(['a', '~order-1', '张三']);
      await reopen();
      expect(await vault.keys(['a', '~order-1', '张三'])).toEqual(made);
      expect(made.size).toBe(3);
    });

    it('2 never makes another key for an owner whose key was destroyed', async () => {
      await vault.ensureKeys(['a', 'b']);
      const kept = await key('b');
      await vault.destroyKey('a');
      await vault.ensureKeys(['a', 'b']);
      await reopen();
      await vault.ensureKeys(['a']);
      expect(await vault.keys(['a', 'b'])).toEqual(
        new Map<string, unknown>([
          ['a', 'destroyed'],
          ['b', kept],
        ]),
      );
    });

    it('2 destroys for ever also before there was a key, and twice as well as once', async () => {
      await vault.destroyKey('a');
      await vault.destroyKey('a');
      await vault.ensureKeys(['a']);
      expect(await key('a')).toBe('destroyed');
    });

    it('3 does not open under another master key, and is unharmed by the attempt', async () => {
      await vault.ensureKeys(['a']);
      const made = await key('a');
      await vault.close();
      await expect(place.open('b2'.repeat(32))).rejects.toMatchObject({ name: 'WrongMasterKey' });
      vault = await place.open(MASTER);
      expect(await key('a')).toEqual(made);
    });

    it('3 does not open under another master key before any owner had a key', async () => {
      await vault.close();
      await expect(place.open('b2'.repeat(32))).rejects.toMatchObject({ name: 'WrongMasterKey' });
      vault = await place.open(MASTER);
    });
  });

  describe('credentials', () => {
    const credential: Credential = {
      id: 'key-00000001',
      secretHash: 'ab'.repeat(32),
      name: '王芳 ERP',
      role: 'staff',
      departments: ['sales', 'service'],
      createdAt: '2026-01-01T00:00:00.000Z',
      expiresAt: '2027-01-01T00:00:00.000Z',
      revokedAt: null,
    };

    it('4 keeps credentials as given, by id', async () => {
      const second: Credential = { ...credential, id: 'key-00000000', role: 'admin', departments: [], expiresAt: null };
      await vault.addCredential(credential);
      await vault.addCredential(second);
      await reopen();
      expect(await vault.credentials()).toEqual([second, credential]);
    });

    it('4 refuses a second credential of the same id and keeps the first', async () => {
      await vault.addCredential(credential);
      await expect(vault.addCredential({ ...credential, role: 'admin' })).rejects.toMatchObject({
        ...{ name: 'CredentialExists', id: credential.id },
      });
      expect(await vault.credentials()).toEqual([credential]);
    });

    it('4 keeps a revocation, at the time of the first one', async () => {
      await vault.addCredential(credential);
      const revokedAt = '2026-02-01T00:00:00.000Z';
      expect(await vault.revoke(credential.id, revokedAt)).toBe(true);
      expect(await vault.revoke(credential.id, '2026-03-01T00:00:00.000Z')).toBe(true);
      await reopen();
      expect(await vault.credentials()).toEqual([{ ...credential, revokedAt }]);
    });

    it('4 says that there is no such credential', async () => {
      expect(await vault.revoke('key-nobody00', '2026-02-01T00:00:00.000Z')).toBe(false);
    });
  });

  describe('access records', () => {
    let ids = 0;
    const access = (minute: number, differing: Partial<Access> = {}): Access => ({
      id: `00000000-0000-7000-8000-${String(++ids).padStart(12, '0')}`,
      at: `2026-01-01T00:${String(minute).padStart(2, '0')}:00.000Z`,
      actor: 'key-00000001',
      role: 'analyst',
      kind: 'read',
      action: 'GET /api/v1/customers/{id}',
      subjects: ['c-1'],
      detail: '',
      outcome: 'done',
      ...differing,
    });
    const minutes = async (selection: AccessSelection) =>
      (await vault.accesses(selection)).map(({ at }) => Number(at.slice(14, 16)));

    it('5 gives records back as written, newest first, also after opening again', async () => {
      const written = [
        access(1, { subjects: ['c-2', 'c-1', 'c-2'] }),
        access(2, { subjects: [], detail: 'filter[tier]=A', kind: 'command', outcome: 'sales/too-late' }),
      ];
      await vault.record(written.slice(0, 1));
      await vault.record(written.slice(1));
      await vault.record([]);
      await reopen();
      const read = await vault.accesses({ limit: 10 });
      expect(read).toEqual([...written].reverse().map((one, i) => ({ ...one, place: read[i]?.place })));
    });

    it('5 keeps a record that is written again once, also beside new ones and by two at once', async () => {
      await vault.record([access(1, { id: 'a' }), access(2, { id: 'b' })]);
      await vault.record([access(2, { id: 'b' }), access(3, { id: 'c' }), access(1, { id: 'a' })]);
      await Promise.all([vault.record([access(4, { id: 'd' })]), vault.record([access(4, { id: 'd' })])]);
      expect(await minutes({ limit: 9 })).toEqual([4, 3, 2, 1]);
      expect((await vault.accesses({ subjects: ['c-1'], limit: 9 })).map(({ id }) => id)).toEqual(['d', 'c', 'b', 'a']);
    });

    it('5 keeps how far the log had come, with records or alone, also after opening again', async () => {
      expect(await vault.seen()).toBeUndefined();
      await vault.record([access(1)], { position: 7, hash: 'ab'.repeat(32) });
      await vault.record([access(2)]);
      await reopen();
      expect(await vault.seen()).toEqual({ position: 7, hash: 'ab'.repeat(32) });
      await vault.record([], { position: 9, hash: null });
      expect(await vault.seen()).toEqual({ position: 9, hash: null });
    });

    it('5 names a record that cannot be kept, and keeps nothing of what came in the same call', async () => {
      const misfit = { ...access(2), outcome: undefined as unknown as string };
      await expect(vault.record([access(1), misfit])).rejects.toMatchObject({ name: 'Unfit' });
      await vault.record([access(3)]);
      expect(await minutes({ limit: 9 })).toEqual([3]);
    });

    it('5 selects by subject, actor and time, both ends included', async () => {
      await vault.record([
        access(1, { subjects: ['c-1', 'c-2', 'c-1'] }),
        access(2, { actor: 'key-00000002' }),
        access(3, { subjects: ['c-3'] }),
        access(4, { subjects: [] }),
      ]);
      expect(await minutes({ subjects: ['c-1'], limit: 9 })).toEqual([2, 1]);
      expect(await minutes({ subjects: ['c-2'], limit: 9 })).toEqual([1]);
      expect(await minutes({ subjects: ['nobody'], limit: 9 })).toEqual([]);
      expect(await minutes({ subjects: ['c-3', 'c-2', 'c-1'], limit: 9 })).toEqual([3, 2, 1]);
      expect(await minutes({ subjects: [], limit: 9 })).toEqual([]);
      const many = [...Array.from({ length: 60 }, (_, n) => `o-${n}`), 'c-3', 'c-2', 'c-1'];
      expect(await minutes({ subjects: many, limit: 2 })).toEqual([3, 2]);
      expect(await minutes({ subjects: many.toReversed(), limit: 9 })).toEqual([3, 2, 1]);
      expect(await minutes({ actor: 'key-00000001', limit: 9 })).toEqual([4, 3, 1]);
      expect(await minutes({ subjects: ['c-1'], actor: 'key-00000002', limit: 9 })).toEqual([2]);
      expect(await minutes({ from: access(2).at, to: access(3).at, limit: 9 })).toEqual([3, 2]);
      expect((await vault.accesses({ subjects: ['c-2'], limit: 9 }))[0]?.subjects).toEqual(['c-1', 'c-2', 'c-1']);
    });

    it('5 pages backwards without repeating or skipping, whatever is recorded meanwhile', async () => {
      await vault.record(Array.from({ length: 25 }, (_, i) => access(i)));
      for (const subjects of [['c-1'], undefined]) {
        const seen: number[] = [];
        let before: string | undefined;
        for (;;) {
          const selection = { ...(subjects && { subjects }), ...(before !== undefined && { before }), limit: 10 };
          const page = await vault.accesses(selection);
          if (page.length === 0) break;
          seen.push(...page.map(({ at }) => Number(at.slice(14, 16))).filter((minute) => minute < 25));
          before = page.at(-1)?.place;
          await vault.record([access(59)]);
        }
        expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => 24 - i));
      }
    });
  });

  it('6 makes its secret once: 32 bytes, the same after opening again', async () => {
    const secret = await vault.secret();
    expect(secret.length).toBe(32);
    expect(await vault.secret()).toEqual(secret);
    await reopen();
    expect(await vault.secret()).toEqual(secret);
  });

  it('6 makes another secret for another vault', async () => {
    const elsewhere = await make();
    const other = await elsewhere.open(MASTER);
    const [mine, theirs] = [await vault.secret(), await other.secret()];
    await other.close();
    await elsewhere.remove();
    expect(mine.equals(theirs)).toBe(false);
  });

  describe('the zone', () => {
    const kept = (zone: string, minute: number) => ({
      zone,
      since: `2026-01-31T08:0${minute}:00.000Z`,
      by: 'operator',
    });
    const change = (zone: string): Access => ({
      ...{ id: `to ${zone}`, at: '2026-02-01T08:00:00.000Z', actor: 'key-1', role: 'admin', kind: 'command' },
      ...{ action: 'installation.ChangeZone', subjects: [], detail: zone, outcome: 'done' },
    });

    it('8 is one that was given, the same for two who begin at once and after opening again', async () => {
      const given = [kept('Europe/London', 1), kept('Asia/Shanghai', 2)];
      const [first, second] = await Promise.all(given.map((zone) => vault.beginZone(zone)));
      expect(given).toContainEqual(first);
      expect(second).toEqual(first);
      await reopen();
      expect(await vault.beginZone(kept('UTC', 3))).toEqual(first);
    });

    it('8 changes together with the record of it', async () => {
      await vault.beginZone(kept('Europe/London', 1));
      await vault.changeZone(kept('Asia/Shanghai', 2), change('Asia/Shanghai'));
      const misfit = { ...change('UTC'), outcome: undefined as unknown as string };
      await expect(vault.changeZone(kept('UTC', 3), misfit)).rejects.toMatchObject({ name: 'Unfit' });
      await reopen();
      expect(await vault.beginZone(kept('UTC', 4))).toEqual(kept('Asia/Shanghai', 2));
      expect(await vault.accesses({ limit: 9 })).toEqual([expect.objectContaining(change('Asia/Shanghai'))]);
    });
  });

  it('9 counts each change of credentials, keys and zone before it is answered, and nothing else, for all who have it open', async () => {
    const other = await place.open(MASTER);
    const by = { since: '2026-01-31T08:00:00.000Z', by: 'operator' };
    const at = by.since;
    const access: Access = {
      ...{ id: 'a', at, actor: 'key-1', role: 'admin', kind: 'command', action: 'x', subjects: [] },
      ...{ detail: '', outcome: 'done' },
    };
    await vault.beginZone({ zone: 'UTC', ...by });
    let before = await other.changes();
    const counts = async (change: () => Promise<unknown>): Promise<void> => {
      await change();
      const [mine, theirs] = [await vault.changes(), await other.changes()];
      expect([theirs > before, mine]).toEqual([true, theirs]);
      before = theirs;
    };
    await counts(() => vault.addCredential(SOMEONES));
    await counts(() => vault.revoke(SOMEONES.id, at));
    await counts(() => vault.destroyKey('a'));
    await counts(() => vault.changeZone({ zone: 'Asia/Shanghai', ...by }, access));
    await vault.ensureKeys(['b']);
    await vault.record([{ ...access, id: 'b' }]);
    await Promise.all([vault.keys(['a']), vault.credentials(), vault.beginZone({ zone: 'UTC', ...by })]);
    expect(await other.changes()).toBe(before);
    await other.close();
  });

  it('9 lets a sealer over another opening of it open nothing with a destroyed key a second later', async () => {
    const other = await place.open(MASTER);
    let now = 0;
    const [here, there] = [new Sealer(vault), new Sealer(other, undefined, () => now)];
    await here.ready(['a']);
    const sealed = here.seal('a', 'e', 'f', 'x');
    const opened = async (): Promise<unknown> =>
      there.open({ owner: 'a', eventId: 'e', field: 'f' }, sealed, 1, await there.load(['a']));
    expect(await opened()).toBe('x');
    await vault.destroyKey('a');
    now += EVERYWHERE;
    expect(await opened()).toBe(ERASED);
    await other.close();
  });

  it('7 lets a bad call fail alone among many', async () => {
    const first = SOMEONES;
    const keys = [vault.ensureKeys(['a']), vault.ensureKeys(['b'])];
    const added = await Promise.allSettled([vault.addCredential(first), vault.addCredential(first)]);
    expect(added.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']); // either may be the first
    await Promise.all(keys);
    expect((await vault.keys(['a', 'b'])).size).toBe(2);
    expect(await vault.credentials()).toEqual([first]);
  });

  it('has no trouble while it takes changes, and says so when it takes none', async () => {
    await vault.ensureKeys(['a']);
    expect(vault.trouble()).toBeUndefined();
    await vault.close();
    expect(vault.trouble()).toEqual({
      zh: expect.stringMatching(/^\p{Script=Han}+$/u) as unknown,
      en: expect.any(String) as unknown,
    });
    vault = await place.open(MASTER);
  });

  it('rejects what is asked of a closed vault, and has everything that was handed over before', async () => {
    const handed = vault.ensureKeys(['a']);
    await vault.close();
    await handed;
    await expect(vault.ensureKeys(['b'])).rejects.toThrow();
    vault = await place.open(MASTER);
    expect(await key('a')).toBeInstanceOf(Uint8Array);
  });
}
