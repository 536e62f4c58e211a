import { hash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqlOn } from '../../testing/src/sql-on';
import { lossOf } from './accept-loss';
import { checkStill } from './check-still';
import { openPlatform } from './platform';

const room = mkdtempSync(join(tmpdir(), 'dossier-cut-off-'));
const begun = join(room, 'begun');
const open = (data: string) => openPlatform({ data, zone: 'Asia/Shanghai' });
beforeAll(async () => (await open(begun)).close());
afterAll(() => rmSync(room, { recursive: true }));

type Kill = (data: string) => void;
const empty =
  (file: string): Kill =>
  (data) =>
    writeFileSync(join(data, file), '', { mode: 0o600 });
const half =
  (file: string): Kill =>
  (data) =>
    writeFileSync(join(data, file), 'a1'.repeat(9), { mode: 0o600 });
const headerOnly =
  (file: string): Kill =>
  (data) =>
    void sqlOn(join(data, file), 'PRAGMA journal_mode = WAL');
const whole =
  (file: string): Kill =>
  (data) =>
    cpSync(join(begun, file), join(data, file));
/** The vault as it is before some of its facts are written. */
const vaultWithout =
  (...facts: readonly string[]): Kill =>
  (data) => {
    whole('vault.db')(data);
    const names = facts.map((name) => `'${name}'`).join();
    sqlOn(join(data, 'vault.db'), `DELETE FROM meta WHERE name IN (${names})`);
  };

/** What a first start writes, in its order: a kill leaves all up to one of these, and that one in one of its states. */
const STEPS: readonly (readonly [what: string, ...states: readonly Kill[]])[] = [
  ['lock.db', empty('lock.db')],
  ['events.db', empty('events.db'), headerOnly('events.db'), whole('events.db')],
  ['vault.db', empty('vault.db'), headerOnly('vault.db')],
  ['tables of the vault', vaultWithout('check', 'secret', 'log', 'seen', 'zone')],
  ['master.key.new', empty('master.key.new'), half('master.key.new')],
  ['master.key', whole('master.key')],
  ['what the vault is founded with', vaultWithout('log', 'seen', 'zone')],
  ['the name of the log', vaultWithout('seen', 'zone')],
  ['the zone', vaultWithout('seen')],
  ['views.db', empty('views.db'), headerOnly('views.db'), whole('views.db')],
];
const kills = STEPS.flatMap(([what, ...states], step) =>
  states.map((state, n) => {
    const before = STEPS.slice(0, step).map(([, ...all]) => all.at(-1) as Kill);
    return [`${what}, ${n + 1} of ${states.length}`, [...before, state]] as const;
  }),
);

const bytesOf = (data: string) =>
  readdirSync(data)
    .sort()
    .map((file) => [file, hash('sha256', readFileSync(join(data, file)), 'hex')]);

it.each(kills)(
  'a first start that was killed at %s is no damage to anyone, and the next one does it',
  async (_, steps) => {
    const data = mkdtempSync(join(room, 'killed-'));
    for (const step of steps) step(data);
    const before = bytesOf(data);
    expect(await checkStill(data, 'quick')).toEqual({ faults: [], accepted: [], isBegun: false });
    expect(await checkStill(data, 'whole')).toMatchObject({
      faults: [],
      isBegun: false,
      walked: { events: 0, gap: null },
    });
    expect(await lossOf(data)).toMatchObject({ missing: [], others: [] });
    expect(bytesOf(data)).toEqual(before);
    await (await open(data)).close();
    expect(await checkStill(data, 'whole')).toMatchObject({ faults: [], accepted: [], isBegun: true });
  },
);

it('a folder that a kill left empty, and one that was not even made', async () => {
  for (const data of [join(room, 'empty'), join(room, 'absent')]) {
    if (data.endsWith('empty')) mkdirSync(data);
    await (await open(data)).close();
    expect(await checkStill(data, 'whole')).toMatchObject({ faults: [], isBegun: true });
  }
});
