import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Door } from '../door';
import { folder, nodeVersion } from './machine';
import { platform } from './platform';

const data = mkdtempSync(join(tmpdir(), 'doctor-'));
afterAll(() => rmSync(data, { recursive: true }));
const found = (findings: readonly { check: string; state: string }[]) =>
  findings.map(({ check, state }) => [check, state]);
const plenty = () => 1e12;

it.each([
  ['20.18.3', 'bad'],
  ['20.19.0', 'well'],
  ['22.1.0', 'well'],
  ['18.20.0', 'bad'],
])('Node %s is %s', (version, state) => {
  expect(nodeVersion(version).state).toBe(state);
});

it('asks nobody to worry about a folder that the first start will make', () => {
  expect(found(folder(join(data, 'none')))).toEqual([['folder', 'poor']]);
});

it.each(['events.db', 'vault.db'])('takes a folder with %s for one that was begun, whatever else is lost', (name) => {
  writeFileSync(join(data, name), '');
  expect(found(folder(data, plenty))).toContainEqual(['folder', 'well']);
  rmSync(join(data, name));
  expect(found(folder(data, plenty))).toContainEqual(['folder', 'poor']);
});

it('tells a file from a folder', () => {
  const file = join(data, 'events.db');
  writeFileSync(file, '');
  expect(folder(file)).toMatchObject([
    {
      check: 'folder',
      state: 'bad',
      text: { en: expect.stringContaining('a file is where a folder should be') as unknown },
    },
  ]);
  rmSync(file);
  mkdirSync(file);
  expect(found(folder(data, plenty)).filter(([check]) => check === 'permissions')).toEqual([]);
  rmSync(file, { recursive: true });
});

it('names a master key that others can read', () => {
  writeFileSync(join(data, 'master.key'), 'x');
  chmodSync(join(data, 'master.key'), 0o644);
  expect(found(folder(data, plenty))).toContainEqual(['permissions', 'bad']);
  chmodSync(join(data, 'master.key'), 0o600);
  expect(found(folder(data, plenty))).toContainEqual(['permissions', 'well']);
});

it('looks past a file that is gone by the time it is looked at', () => {
  symlinkSync(join(data, 'gone'), join(data, 'lock.db-journal')); // listed, and not there
  expect(found(folder(data, plenty)).filter(([check]) => check === 'permissions')).toEqual([['permissions', 'well']]);
  rmSync(join(data, 'lock.db-journal'));
});

it.each([
  [1e12, 'well'],
  [1e9, 'poor'],
  [1e8, 'bad'],
])('with %d bytes left the disk is %s', (free, state) => {
  expect(found(folder(data, () => free))).toContainEqual(['disk', state]);
});

const now = '2026-01-31T12:00:00.000Z';
const CLOCKS = { '/installation/clock': { now, newestRecordedAt: null } };
const doorOf = (answers: Readonly<Record<string, unknown>>, date = 'Sat, 31 Jan 2026 12:00:30 GMT'): Door => ({
  ask: (_, path) => Promise.resolve({ status: 200, headers: { date }, body: { ...CLOCKS, ...answers }[path] ?? [] }),
  isOwner: true,
  lines: () => {
    throw new Error('not asked for');
  },
  bulk: () => {
    throw new Error('not asked for');
  },
  close: () => Promise.resolve(),
});

it('finds nothing wrong with a platform that keeps up', async () => {
  const items = [{ name: 'orders', position: 9, lag: 0, parked: 0 }];
  expect(found(await platform(doorOf({ '/projections': { items } }), now))).toEqual([
    ['clock', 'well'],
    ['lag', 'well'],
    ['dead-letters', 'well'],
    ['zone', 'well'],
  ]);
});

it('takes no read model for well that does not go on, however little it lacks', async () => {
  const halted = { zh: '磁盘已满', en: 'the disk is full' };
  const items = [{ name: 'orders', position: 9, lag: 1, parked: 0 }];
  expect(await platform(doorOf({ '/projections': { items, halted } }), now)).toContainEqual(
    expect.objectContaining({ check: 'lag', state: 'bad', details: { why: halted } }),
  );
});

it('tells of lag, dead letters, ending keys and clocks that differ', async () => {
  const answers = {
    '/projections': { items: [{ name: 'orders', position: 9, lag: 5000, parked: 2 }] },
    '/keys': {
      items: [
        { id: 'key-1', name: 'a', expiresAt: '2026-02-15T00:00:00.000Z' },
        { id: 'key-2', name: 'b', expiresAt: '2027-02-15T00:00:00.000Z' },
        { id: 'key-3', name: 'c', expiresAt: '2026-01-01T00:00:00.000Z', revokedAt: '2025-01-01T00:00:00.000Z' },
        { id: 'key-4', name: 'd', expiresAt: null },
      ],
    },
  };
  expect(found(await platform(doorOf(answers, 'Sat, 31 Jan 2026 13:00:00 GMT'), now))).toEqual([
    ['clock', 'poor'],
    ['lag', 'poor'],
    ['dead-letters', 'bad'],
    ['zone', 'well'],
    ['keys', 'poor'],
  ]);
});

it.each([
  ['2026-01-31T12:00:30.000Z', []],
  ['2030-01-31T12:00:00.000Z', [['clock', 'poor']]],
])('tells of a log whose newest event was recorded at %s', async (newestRecordedAt, wanted) => {
  const answers = { '/projections': { items: [] }, '/installation/clock': { now, newestRecordedAt } };
  const [, ...others] = await platform(doorOf(answers), now);
  expect(found(others).filter(([check]) => check === 'clock')).toEqual(wanted);
});
