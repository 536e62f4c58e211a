import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BroadcastChannel } from 'node:worker_threads';
import { type Append, Conflict, LogDamaged, logFolder, LogStopped, verifyStream } from '@dossier/event-store';
import { FolderInUse, NewerFormat, openDataFolder, SqliteEventStore } from '@dossier/event-store/sqlite';
import { Sqlite } from '@dossier/sqlite';
import { damagePage, hashOfEvent } from '../../../../testing/src/damage';
import { sampleAppend } from '../../event-store.contract';

const register = join(__dirname, '../../../../../.swc-register.cjs');

let room: string;
let data: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), 'dossier-log-'));
  data = join(room, 'data');
});
afterEach(() => {
  for (const each of children.splice(0)) each.kill('SIGKILL');
  rmSync(room, { recursive: true });
});

/** Another process that owns the folder and has the functions of this part at hand. */
function child(program: string, limit?: number): ChildProcess & { readonly said: () => string } {
  const file = join(room, 'child.cjs');
  writeFileSync(
    file,
    `const { writeSync } = require('node:fs');
     const { openDataFolder, SqliteEventStore } = require(${JSON.stringify(join(__dirname, 'index.ts'))});
     const { sampleAppend } = require(${JSON.stringify(join(__dirname, '../../event-store.contract.ts'))});
     /** Out of the process before anything else happens, also where the reader is busy and the pipe full. */
     const say = (text) => {
       for (let isOut = false; !isOut; )
         try {
           isOut = writeSync(1, text + '\\n') > 0;
         } catch (error) {
           if (error.code !== 'EAGAIN') throw error;
         }
     };
     const folder = openDataFolder(${JSON.stringify(data)});
     /** Fills streams, several at once, and says what was confirmed, until an append fails. */
     const fill = (store, run) => Promise.all(Array.from({ length: 50 }, async (_, writer) => {
       const stream = 'order-' + run + '-' + writer;
       for (let revision = -1, previousHash = ''; ; revision += 2) {
         const events = [{}, { data: JSON.stringify('x'.repeat(1000)) }];
         const append = sampleAppend(stream, { expectedRevision: revision, previousHash, events });
         const { position } = await store.append(append);
         previousHash = append.events[1].hash;
         say('confirmed ' + stream + ' ' + (revision + 2) + ' ' + position);
       }
     }));
     void (async () => { ${program} })();`,
  );
  const node = [process.execPath, '--require', register, file];
  // blocks of 512 bytes, for every file that the process writes; Node ignores the signal, so that the write fails
  const [command = '', ...args] = limit ? ['sh', '-c', `ulimit -f ${limit}; exec "$0" "$@"`, ...node] : node;
  const started = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(started);
  let said = '';
  started.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  return Object.assign(started, { said: () => said });
}

const until = async ({ stdout, said }: ReturnType<typeof child>, enough: (said: string) => boolean) => {
  while (!enough(said())) await once(stdout ?? process.stdin, 'data');
};

/** Everything in the log that was confirmed, each stream whole, the file sound. */
async function expectKept(said: string): Promise<void> {
  const folder = openDataFolder(data);
  const store = await SqliteEventStore.open(folder.path);
  const confirmed = said.match(/^confirmed .+\n/gm) ?? [];
  const streams = new Map(
    await Promise.all(
      [...new Set(confirmed.map((line) => line.split(' ')[1] ?? ''))].map(
        async (stream) => [stream, await store.read(stream)] as const,
      ),
    ),
  );
  for (const events of streams.values()) {
    expect(events.length % 2).toBe(0); // an append is there whole or not at all
    expect(verifyStream(events)).toBeNull();
  }
  for (const line of confirmed) {
    const [, stream = '', revision, position] = line.trim().split(' ');
    expect(streams.get(stream)?.[Number(revision)]?.position).toBe(Number(position));
  }
  await store.append(sampleAppend(`after-${confirmed.length}`));
  await store.close();
  const db = new Sqlite(folder.events);
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  db.close();
  folder.release();
}

it('has everything that it confirmed, and the file sound, after being killed in the middle of appends', async () => {
  let said = '';
  for (const run of [1, 2, 3]) {
    const victim = child(`fill(await SqliteEventStore.open(folder.path), ${run});`);
    await until(victim, (text) => text.split('\n').length > 100);
    victim.kill('SIGKILL');
    await once(victim, 'close');
    said += victim.said().replace(/[^\n]*$/, '');
    await expectKept(said);
  }
});

it('stops for good when the disk fails, says so to everybody, and has what it confirmed', async () => {
  const program = `
    const store = await SqliteEventStore.open(folder.path);
    await fill(store, 1).catch((error) => say('waiting: ' + error.name));
    await store.append(sampleAppend('small')).catch((error) => say('later: ' + error.name + ': ' + error.message));
    say('read ' + (await store.read('order-1-0')).length);
    await store.close();`;
  const poor = child(program, 4000);
  await once(poor, 'close');
  const said = poor.said();
  expect(said).toMatch(/^waiting: LogStopped$/m);
  expect(said).toMatch(/^later: LogStopped: the log takes no more appends: .*(disk|full)/m);
  expect(said).toMatch(/^read \d+$/m);
  expect(said.split('\n').length).toBeGreaterThan(20);
  await expectKept(said);
});

it('refuses a second owner, and says which folder and why, until the first has gone', async () => {
  const owner = child(`say('mine'); setInterval(() => {}, 1000);`);
  await until(owner, (text) => text.includes('mine'));
  symlinkSync(data, join(room, 'link'));
  for (const path of [data, join(room, 'link')]) {
    expect(() => openDataFolder(path)).toThrow(FolderInUse);
    expect(() => openDataFolder(path)).toThrow(`${data} belongs to another Dossier process`);
  }
  owner.kill('SIGKILL');
  await once(owner, 'close');
  openDataFolder(data).release();
});

it('refuses a second owner in the same process', () => {
  const folder = openDataFolder(data);
  expect(() => openDataFolder(data)).toThrow(FolderInUse);
  folder.release();
  openDataFolder(data).release();
});

it('makes a folder that only its owner may enter', () => {
  openDataFolder(data).release();
  expect(statSync(data).mode & 0o777).toBe(0o700);
});

it('refuses a folder of a newer format and leaves it alone', () => {
  const folder = openDataFolder(data);
  folder.release();
  const db = new Sqlite(folder.events);
  db.prepare("UPDATE meta SET value = '2' WHERE key = 'format'").run();
  db.close();
  expect(() => openDataFolder(data)).toThrow(NewerFormat);
  expect(() => openDataFolder(data)).toThrow('has format 2, this Dossier knows 1'); // and the lock was given back
});

it('finishes a start that was cut off before the tables were made', async () => {
  openDataFolder(data).release();
  rmSync(join(data, 'events.db'));
  writeFileSync(join(data, 'events.db'), '');
  const folder = openDataFolder(data);
  const store = await SqliteEventStore.open(folder.path);
  expect((await store.append(sampleAppend('order-1'))).position).toBe(1);
  await store.close();
  folder.release();
});

it.each(['claims', 'partitions'])('does not open a log without its table %s', async (table) => {
  const folder = openDataFolder(data);
  const db = new Sqlite(folder.events);
  db.exec(`DROP TABLE ${table}`);
  db.close();
  const opening = SqliteEventStore.open(folder.path);
  await expect(opening).rejects.toBeInstanceOf(LogStopped);
  await expect(opening).rejects.toThrow(table);
  folder.release();
});

it('tells that its log stopped when its thread finds the file in a state that it cannot write', async () => {
  const folder = openDataFolder(data);
  const store = await SqliteEventStore.open(folder.path);
  const db = new Sqlite(folder.events);
  db.exec('DROP TABLE partitions');
  db.close();
  const appends = Array.from({ length: 10 }, (_, i) => store.append(sampleAppend(`order-${i}`)));
  for (const result of await Promise.allSettled(appends)) {
    expect(result).toMatchObject({ status: 'rejected', reason: expect.any(LogStopped) as LogStopped });
  }
  await expect(store.append(sampleAppend('order-11'))).rejects.toBeInstanceOf(LogStopped);
  expect(store.trouble()?.en).toContain('partitions');
  expect(store.trouble()?.zh).not.toContain('partitions');
  await store.close();
  folder.release();
});

it('tells damage that an append finds as damage, near the event, and takes no more', async () => {
  const folder = openDataFolder(data);
  const store = await SqliteEventStore.open(folder.path);
  const appends = Array.from({ length: 40 }, (_, i) =>
    sampleAppend(`order-${i}`, { events: [{ data: JSON.stringify('x'.repeat(500)) }] }),
  );
  for (const append of appends) await store.append(append);
  await store.close();
  damagePage(data, 'events.db', hashOfEvent(data, 20));
  const again = await SqliteEventStore.open(folder.path);
  const repeated = again.append(appends[19] as Append); // looks at the events that are there
  await expect(repeated).rejects.toBeInstanceOf(LogDamaged);
  await expect(repeated).rejects.toMatchObject({ near: 20 });
  await expect(again.append(sampleAppend('order-new'))).rejects.toBeInstanceOf(LogDamaged);
  expect(again.trouble()).toEqual(again.damage?.words);
  await again.close();
  folder.release();
});

it('brings many appends to disk with few commits, and tells the last position of each', async () => {
  const folder = openDataFolder(data);
  const store = await SqliteEventStore.open(folder.path);
  const heard: number[] = [];
  const channel = new BroadcastChannel(logFolder(data).channel);
  const all = new Promise<void>((resolve) => {
    channel.onmessage = (message) => {
      heard.push((message as { readonly data: number }).data);
      if (heard.at(-1) === 2500) resolve();
    };
  });
  const appends = Array.from({ length: 2500 }, (_, i) => store.append(sampleAppend(`order-${i}`)));
  await Promise.all(appends);
  await all;
  expect(heard.length).toBeLessThan(100);
  expect(heard).toEqual([...heard].sort((a, b) => a - b));
  channel.close();
  await store.close();
  folder.release();
});

it('tells nobody of a group in which nothing was written', async () => {
  const folder = openDataFolder(data);
  const store = await SqliteEventStore.open(folder.path);
  const heard: number[] = [];
  const channel = new BroadcastChannel(logFolder(data).channel);
  await store.append(sampleAppend('order-1'));
  const second = new Promise<void>((resolve) => {
    channel.onmessage = (message) => {
      heard.push((message as { readonly data: number }).data);
      if (heard.at(-1) === 2) resolve();
    };
  });
  await expect(store.append(sampleAppend('order-1'))).rejects.toBeInstanceOf(Conflict);
  await store.append(sampleAppend('order-2'));
  await second;
  expect(heard.filter((position) => position > 1)).toEqual([2]);
  channel.close();
  await store.close();
  folder.release();
});
