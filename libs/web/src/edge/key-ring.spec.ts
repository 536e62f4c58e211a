import type { Credential } from '@dossier/vault';
import { systemEntropy } from '@dossier/security';
import { KeyRing } from './key-ring';

/** A vault that two processes have open. */
class Kept {
  readonly byId = new Map<string, Credential>();
  count = 0;
  asked = 0;
  failing = false;
  changes(): Promise<number> {
    this.asked += 1;
    return this.failing ? Promise.reject(new Error('no answer')) : Promise.resolve(this.count);
  }
  credentials(): Promise<readonly Credential[]> {
    return Promise.resolve([...this.byId.values()]);
  }
  addCredential(credential: Credential): Promise<void> {
    return this.changed(credential);
  }
  async revoke(id: string, at: string): Promise<boolean> {
    const found = this.byId.get(id);
    if (found) await this.changed({ ...found, revokedAt: found.revokedAt ?? at });
    return found !== undefined;
  }
  private changed(credential: Credential): Promise<void> {
    this.byId.set(credential.id, credential);
    this.count += 1;
    return Promise.resolve();
  }
}
const clock = { now: () => '2026-06-30T08:00:00.000Z' };
const request = { name: 'ERP', role: 'service' } as const;
let vault: Kept;
let [here, there]: KeyRing[] = [];
const rings = (): readonly [KeyRing, KeyRing] => [here, there] as [KeyRing, KeyRing];
beforeEach(async () => {
  jest.useFakeTimers();
  vault = new Kept();
  [here, there] = [await KeyRing.open(vault, clock, systemEntropy), await KeyRing.open(vault, clock, systemEntropy)];
});
afterEach(() => {
  for (const ring of rings()) ring.close();
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});
const aSecond = () => jest.advanceTimersByTimeAsync(1_000);

it('knows within a second a key that another process issued, and another second later that it was revoked there', async () => {
  const [mine, theirs] = rings();
  const { id, key } = await mine.issue(request);
  expect([mine.principal(key)?.id, theirs.principal(key)]).toEqual([id, undefined]);
  await aSecond();
  expect(theirs.principal(key)?.id).toBe(id);
  await mine.revoke(id);
  await aSecond();
  expect([theirs.principal(key), theirs.alive(id), theirs.spent(key)?.why]).toEqual([undefined, false, 'revoked']);
  expect(theirs.list()).toEqual(mine.list());
});

it('asks before anybody is let in where its process stood still meanwhile', async () => {
  const [mine, theirs] = rings();
  const { id } = await mine.issue(request);
  await aSecond();
  await mine.revoke(id);
  jest.setSystemTime(Date.now() + 10_000); // no timer ran
  jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 10_000);
  await theirs.current();
  jest.restoreAllMocks();
  expect(theirs.holder(id)).toBeUndefined();
});

it('lets nobody in while the vault cannot be asked, and everybody again afterwards', async () => {
  const [, theirs] = rings();
  vault.failing = true;
  await aSecond();
  await expect(theirs.current()).rejects.toThrow('no answer');
  vault.failing = false;
  await theirs.current();
  expect(theirs.current()).toBeUndefined();
});

it('keeps a key revoked whose revocation did not reach the vault, whatever others change meanwhile', async () => {
  const [mine, theirs] = rings();
  const { id } = await mine.issue(request);
  jest.spyOn(vault, 'revoke').mockRejectedValueOnce(new Error('no answer'));
  await expect(mine.revoke(id)).rejects.toThrow('no answer');
  await theirs.issue(request);
  await aSecond();
  expect([mine.alive(id), theirs.alive(id)]).toEqual([false, true]);
  await theirs.revoke(id);
  await aSecond();
  expect(mine.list().find((key) => key.id === id)?.revokedAt).toBe(clock.now());
});
