import { AccessLog, type Noted } from './access-log';
import { type Access, Unfit } from './vault.port';

const access = (n: number): Noted => ({
  at: '2026-01-01T00:00:00.000Z',
  actor: `key-${n}`,
  role: 'staff',
  kind: 'read',
  action: 'GET /api/v1/customers/{id}',
  subjects: ['c-1'],
  detail: '',
  outcome: 'done',
});
const notes = (log: AccessLog, from: number, to: number) => {
  for (let n = from; n < to; n++) log.note(access(n));
};

/** A vault that keeps what it is given, save a record of `misfit` and what comes with it. */
class Records {
  readonly groups: Access[][] = [];
  failing = false;
  /** Resolves when records are taken. */
  locked: Promise<void> = Promise.resolve();
  attempts = 0;
  async record(accesses: readonly Access[]): Promise<void> {
    this.attempts += 1;
    await Promise.resolve();
    if (this.failing) throw new Error('disk full');
    await this.locked;
    if (accesses.some(({ actor }) => actor === 'misfit')) throw new Unfit('no such column');
    this.groups.push([...accesses]);
  }
  get actors(): readonly string[] {
    return this.groups.flat().map(({ actor }) => actor);
  }
}
const actors = (to: number) => Array.from({ length: to }, (_, n) => `key-${n}`);
let vault: Records;
let log: AccessLog;
beforeEach(() => {
  jest.useFakeTimers();
  vault = new Records();
  log = new AccessLog(vault);
});
afterEach(() => {
  jest.useRealTimers();
});
/** Lets what was begun come to its end. */
const settled = (ms: number) => jest.advanceTimersByTimeAsync(ms);

it('writes what was noted as one group, well within a second', async () => {
  notes(log, 0, 3);
  expect(vault.groups).toEqual([]);
  await settled(500);
  expect(vault.groups.map((group) => group.length)).toEqual([3]);
  expect(vault.actors).toEqual(actors(3));
});

it('does not wait for the timer when a thousand are waiting', async () => {
  notes(log, 0, 1_000);
  await settled(0);
  expect(vault.actors).toEqual(actors(1_000));
});

it('lets records that come while others are written wait for the timer, so that many share one write', async () => {
  let unlock = (): void => undefined;
  vault.locked = new Promise((resolve) => (unlock = resolve));
  log.note(access(0));
  await settled(500);
  for (let n = 1; n < 4; n++) {
    log.note(access(n));
    if (n === 1) unlock();
    await settled(1);
  }
  expect(vault.groups.map((group) => group.length)).toEqual([1]);
  await settled(500);
  expect(vault.groups.map((group) => group.length)).toEqual([1, 3]);
});

it('says when all that was noted before is on disk', async () => {
  await log.written();
  log.note(access(0));
  let written = false;
  const waiting = log.written().then(() => (written = true));
  await settled(499);
  expect(written).toBe(false);
  await settled(1);
  await waiting;
  expect(vault.actors).toEqual(actors(1));
});

it('keeps the order of records noted while others are being written', async () => {
  notes(log, 0, 1_000);
  notes(log, 1_000, 12_000);
  await settled(500);
  expect(vault.actors).toEqual(actors(12_000));
  expect(Math.max(...vault.groups.map((group) => group.length))).toBeLessThanOrEqual(5_000);
});

it('is not healthy while the vault fails, keeps what waits, and writes it in order once the vault is back', async () => {
  vault.failing = true;
  log.note(access(0));
  let written = false;
  const waiting = log.written().then(() => (written = true));
  expect(log.healthy()).toBe(true);
  await settled(500);
  expect(log.healthy()).toBe(false);
  notes(log, 1, 3_000);
  await settled(1_000);
  expect([log.healthy(), written, vault.attempts]).toEqual([false, false, 3]);
  vault.failing = false;
  await settled(500);
  await waiting;
  expect(log.healthy()).toBe(true);
  expect(vault.actors).toEqual(actors(3_000));
});

it('writes a record whose outcome is not known again under its id', async () => {
  let unlock = (): void => undefined;
  vault.locked = new Promise((resolve) => (unlock = resolve));
  const record = jest.spyOn(vault, 'record').mockImplementationOnce(async (accesses) => {
    vault.groups.push([...accesses]);
    await vault.locked;
    throw new Error('the answer is lost');
  });
  notes(log, 0, 2);
  await settled(500);
  unlock();
  await settled(1_000);
  const [first, second] = vault.groups;
  expect(second).toEqual(first);
  expect(new Set(first?.map(({ id }) => id)).size).toBe(2);
  expect(record).toHaveBeenCalledTimes(2);
});

it('does not fill the memory while the vault fails: beyond 100,000 records refusals are counted, all else is kept', async () => {
  vault.failing = true;
  notes(log, 0, 100_000);
  await settled(500);
  for (let n = 0; n < 5_000; n++) log.note({ ...access(n % 2), outcome: 'auth/forbidden' });
  log.note(access(100_000));
  vault.failing = false;
  await settled(1_000);
  const records = vault.groups.flat();
  expect(records).toHaveLength(100_003);
  expect(vault.actors.slice(0, 100_001)).toEqual(actors(100_001));
  expect(records.slice(-2)).toMatchObject(
    ['key-0', 'key-1'].map((actor) => ({
      ...{ actor, action: 'several', subjects: [], outcome: 'auth/forbidden' },
      detail: expect.stringMatching(/^2500 records until 2026-01-01T00:00:00.000Z, counted only/) as string,
    })),
  );
  await log.close();
  expect(jest.getTimerCount()).toBe(0);
});

it('has no room for what is to be done once 100,000 records wait, and keeps no more than twice as many of any kind', async () => {
  vault.failing = true;
  notes(log, 0, 99_999);
  expect(log.hasRoom()).toBe(true);
  notes(log, 99_999, 250_000);
  expect([log.hasRoom(), log['waiting'].length]).toEqual([false, 200_000]);
  vault.failing = false;
  await settled(1_000);
  expect(log.hasRoom()).toBe(true);
  const counted = vault.groups.flat().filter(({ action }) => action === 'several');
  expect(vault.groups.flat().length - counted.length).toBe(200_000);
  expect(counted.length).toBe(50_000); // each of another actor here
  await log.close();
});

it('keeps the records beside one that the vault cannot take, tells of that one, and stays healthy', async () => {
  const lost: string[] = [];
  log = new AccessLog(vault, { onUnfit: ({ actor }, error) => lost.push(`${actor}: ${error.message}`) });
  notes(log, 0, 2);
  log.note({ ...access(0), actor: 'misfit' });
  notes(log, 2, 4);
  const written = log.written();
  await settled(500);
  await written;
  expect(vault.actors).toEqual(actors(4));
  expect(lost).toEqual(['misfit: no such column']);
  expect(log.healthy()).toBe(true);
  await log.close();
});

it('loses nothing and reports nobody when the vault fails while records are written one by one', async () => {
  const lost: string[] = [];
  log = new AccessLog(vault, { onUnfit: ({ actor }) => lost.push(actor) });
  log.note({ ...access(0), actor: 'misfit' });
  notes(log, 0, 2);
  const record = jest.spyOn(vault, 'record');
  record.mockRejectedValueOnce(new Unfit('no such column')).mockRejectedValueOnce(new Unfit('no such column'));
  record.mockRejectedValueOnce(new Error('disk full'));
  await settled(500);
  expect([log.healthy(), lost]).toEqual([false, []]);
  await settled(500);
  expect([log.healthy(), lost]).toEqual([true, ['misfit']]);
  expect(new Set(vault.actors)).toEqual(new Set(actors(2)));
});

it('is not healthy while the vault does not answer', async () => {
  let unlock = (): void => undefined;
  vault.locked = new Promise((resolve) => (unlock = resolve));
  log.note(access(0));
  await settled(500 + 4_999);
  expect(log.healthy()).toBe(true);
  await settled(1);
  expect(log.healthy()).toBe(false);
  unlock();
  await settled(0);
  expect(log.healthy()).toBe(true);
  expect(vault.actors).toEqual(actors(1));
  await log.close();
  expect(jest.getTimerCount()).toBe(0);
});

it('writes what waits when it is closed, and leaves no timer behind', async () => {
  notes(log, 0, 2);
  await log.close();
  expect(vault.actors).toEqual(actors(2));
  expect(jest.getTimerCount()).toBe(0);
});

it('writes what is noted while it is closed too', async () => {
  let unlock = (): void => undefined;
  vault.locked = new Promise((resolve) => (unlock = resolve));
  log.note(access(0));
  const closed = log.close();
  await settled(0);
  log.note(access(1));
  unlock();
  await closed;
  expect(vault.actors).toEqual(actors(2));
  expect(jest.getTimerCount()).toBe(0);
});

it('says that records were lost when the vault fails at the end', async () => {
  vault.failing = true;
  log.note(access(0));
  const waiting = expect(log.written()).rejects.toThrow('disk full');
  await expect(log.close()).rejects.toThrow('disk full');
  await waiting;
  expect(jest.getTimerCount()).toBe(0);
});
