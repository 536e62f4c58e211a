import { destroyKey } from './destroy-key';

afterEach(() => jest.useRealTimers());

it('is done a second after the vault destroyed it, for until then another process may use what it read', async () => {
  jest.useFakeTimers();
  let inVault = (): void => undefined;
  const vault = { destroyKey: () => new Promise<void>((resolve) => (inVault = resolve)) };
  let isDone = false;
  const done = destroyKey(vault, 'a').then(() => (isDone = true));
  await jest.advanceTimersByTimeAsync(5_000);
  inVault();
  await jest.advanceTimersByTimeAsync(999);
  expect(isDone).toBe(false);
  await jest.advanceTimersByTimeAsync(1);
  await done;
});

it('is not done where the vault did not destroy it', async () => {
  const vault = { destroyKey: () => Promise.reject(new Error('disk full')) };
  await expect(destroyKey(vault, 'a')).rejects.toThrow('disk full');
});
