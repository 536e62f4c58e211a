import { ERASED } from '@dossier/kernel';
import { KeyMissing, type KeySource, OwnerErased, Sealer } from './sealer';
import { SealBroken } from './sealing';

class Keys implements KeySource {
  readonly made = new Map<string, Buffer | 'destroyed'>();
  readonly ensured: (readonly string[])[] = [];
  readonly lostUpTo = new Map<string, number>();
  asked = 0;
  failing = false;
  changed = 0;
  unreachable = false;
  meanwhile: (() => void) | undefined;

  async ensureKeys(owners: readonly string[]): Promise<void> {
    this.ensured.push(owners);
    await Promise.resolve();
    if (this.failing) throw new Error('disk full');
    for (const owner of owners)
      if (!this.made.has(owner)) this.made.set(owner, Buffer.alloc(32, `${owner}-${this.made.size}`));
  }
  async keys(owners: readonly string[]): Promise<ReadonlyMap<string, Buffer | 'destroyed'>> {
    this.asked += 1;
    const found = new Map<string, Buffer | 'destroyed'>();
    for (const owner of owners) {
      const key = this.made.get(owner);
      if (key) found.set(owner, key);
    }
    const { meanwhile } = this;
    this.meanwhile = undefined;
    meanwhile?.();
    await Promise.resolve();
    return found;
  }
  lost(): Promise<ReadonlyMap<string, number>> {
    return Promise.resolve(this.lostUpTo);
  }
  changes(): Promise<number> {
    return this.unreachable ? Promise.reject(new Error('no answer')) : Promise.resolve(this.changed);
  }
}
let keys: Keys;
let sealer: Sealer;
beforeEach(() => {
  keys = new Keys();
  sealer = new Sealer(keys);
});
const place = (owner: string) => ({ owner, eventId: 'e', field: 'f' });

it('seals for owners that are ready and opens again', async () => {
  await sealer.ready(['a']);
  expect(sealer.open(place('a'), sealer.seal('a', 'e', 'f', { name: '张三' }), 1)).toEqual({ name: '张三' });
});

it('refuses to seal for an owner whose key was not made durable first', () => {
  expect(() => sealer.seal('a', 'e', 'f', 1)).toThrow(KeyMissing);
});

it('makes one call of all that is asked in one turn, and one more of what is asked during it', async () => {
  await sealer.load([]); // asks once more whether keys were destroyed
  const first = ['a', 'b', 'a'].map((owner) => sealer.ready([owner]));
  await Promise.resolve();
  const second = ['c', 'd'].map((owner) => sealer.ready([owner]));
  await Promise.all([...first, ...second]);
  expect(keys.ensured).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
});

it('asks the vault once for a key that it has at hand', async () => {
  await sealer.ready(['a']);
  await sealer.ready(['a']);
  await sealer.load(['a']);
  expect([keys.ensured.length, keys.asked]).toEqual([1, 1]);
});

it('tells everybody who waits that the vault failed, and tries again when asked again', async () => {
  keys.failing = true;
  const waiting = [sealer.ready(['a']), sealer.ready(['b'])];
  for (const one of waiting) await expect(one).rejects.toThrow('disk full');
  keys.failing = false;
  await sealer.ready(['a']);
  expect(sealer.seal('a', 'e', 'f', 1)).toEqual(expect.any(String));
});

it('opens to ERASED what belongs to a destroyed key, and seals nothing for its owner', async () => {
  await sealer.ready(['a']);
  const sealed = sealer.seal('a', 'e', 'f', 'x');
  keys.made.set('a', 'destroyed');
  sealer.forget();
  await sealer.ready(['a']);
  expect(sealer.open(place('a'), sealed, 1)).toBe(ERASED);
  expect(() => sealer.seal('a', 'e', 'f', 'y')).toThrow(OwnerErased);
});

it('does not bring back a key that was destroyed while it was being fetched', async () => {
  await keys.ensureKeys(['a']);
  keys.meanwhile = () => {
    keys.made.set('a', 'destroyed');
    sealer.forget();
  };
  await sealer.load(['a']);
  expect(sealer.open(place('a'), 'AAAA', 1)).toBe(ERASED);
});

describe('a key that another process destroys', () => {
  let now: number;
  let sealed: string;
  beforeEach(async () => {
    now = 0;
    sealer = new Sealer(keys, 9, () => now);
    await sealer.ready(['a', 'b']);
    sealed = sealer.seal('a', 'e', 'f', 'x');
    keys.made.set('a', 'destroyed');
    keys.changed += 1;
  });
  const opened = async (): Promise<unknown> => sealer.open(place('a'), sealed, 1, await sealer.load(['a']));

  it('opens nothing a second later, and the others go on', async () => {
    expect(await opened()).toBe('x');
    now = 999;
    expect(await opened()).toBe(ERASED);
    await sealer.ready(['a', 'b']);
    expect(() => sealer.seal('a', 'e', 'f', 'y')).toThrow(OwnerErased);
    expect(sealer.seal('b', 'e', 'f', 1)).toEqual(expect.any(String));
  });

  it('opens nothing a second later where the vault cannot be asked either', async () => {
    keys.unreachable = true;
    now = 999;
    await expect(opened()).rejects.toThrow('no answer');
    await expect(sealer.ready(['a'])).rejects.toThrow('no answer');
  });

  it('seals what was made ready before: nobody can open that', async () => {
    await sealer.ready(['a']);
    now = 999;
    await sealer.load(['b']);
    expect(sealer.open(place('a'), sealer.seal('a', 'e', 'f', 'y'), 1, await sealer.load(['a']))).toBe(ERASED);
  });
});

it('says that the key is missing, not erased, when there never was one', async () => {
  expect((await sealer.load(['a'])).size).toBe(0);
  expect(() => sealer.open(place('a'), 'AAAA', 1)).toThrow(KeyMissing);
  await keys.ensureKeys(['a']);
  await sealer.load(['a']);
  expect(() => sealer.open(place('a'), 'AAAA', 1)).toThrow(SealBroken);
});

it('opens to ERASED what a lost key sealed, before and after there is another key, and what that one sealed as it was', async () => {
  keys.lostUpTo.set('a', 7);
  const lost = await sealer.load(['a']);
  expect(sealer.open(place('a'), 'AAAA', 7, lost)).toBe(ERASED);
  expect(() => sealer.open(place('a'), 'AAAA', 8, lost)).toThrow(KeyMissing);
  await sealer.ready(['a']);
  expect(sealer.open(place('a'), 'AAAA', 7)).toBe(ERASED);
  expect(sealer.open(place('a'), sealer.seal('a', 'e', 'f', 'x'), 8)).toBe('x');
});

it('keeps the keys used last at hand, and opens with loaded keys that are no longer at hand', async () => {
  sealer = new Sealer(keys, 2);
  await sealer.ready(['a', 'b']);
  const sealed = sealer.seal('a', 'e', 'f', 1);
  await sealer.ready(['c']);
  expect(() => sealer.seal('b', 'e', 'f', 1)).toThrow(KeyMissing);
  const loaded = await sealer.load(['a']);
  await sealer.load(['b', 'c']);
  expect(() => sealer.open(place('a'), sealed, 1)).toThrow(KeyMissing);
  expect(sealer.open(place('a'), sealed, 1, loaded)).toBe(1);
});
