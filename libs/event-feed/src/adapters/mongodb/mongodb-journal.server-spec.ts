import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteLogReader } from '@dossier/event-feed/sqlite';
import { partitionOf, slotOf } from '@dossier/event-store';
import { openDataFolder, SqliteEventStore } from '@dossier/event-store/sqlite';
import { MongoClient } from 'mongodb';
import { ferretDb } from '../../../../../infra/servers/ferretdb';
import { onServer } from '../../../../../infra/servers/on-server';
import { secantusDb } from '../../../../../infra/servers/secantusdb';
import type { Server } from '../../../../../infra/servers/server';
import { StandingStill } from '../../../../../infra/servers/still';
import { journalContract } from '../../journal.contract';
import { JournalBehind } from '../../journal.port';
import { appended } from '../../log-reader.contract';
import { LogDelivery } from '../../log-delivery';
import { JournalUnreachable, MongoJournal } from './mongodb-journal';

for (const recipe of [ferretDb, secantusDb])
  onServer<Server>(recipe, (subject) => {
    /** A log in a folder of its own, with a journal in a database of its own. */
    async function make(count: number) {
      const room = mkdtempSync(join(tmpdir(), 'dossier-journal-'));
      const folder = openDataFolder(join(room, 'data'));
      const store = await SqliteEventStore.open(folder.path);
      const log = new SqliteLogReader(folder.path);
      const url = new URL(subject.address());
      url.pathname = `/journal-${randomUUID()}`;
      const journal = await MongoJournal.open(url.href);
      const fillLane = async (lane: number, lanes = count): Promise<void> => {
        const delivery = new LogDelivery(log, lanes);
        await journal.keep(lane, lanes, 0, await delivery.read(lane, 0, 1000));
      };
      return {
        ...{ store, log, journal, fillLane },
        fill: async () => {
          for (let lane = 0; lane < count; lane++) await fillLane(lane);
        },
        destroy: async () => {
          const client = new MongoClient(url.href);
          await client.db().dropDatabase();
          await client.close();
          await journal.close();
          await log.close();
          await store.close();
          folder.release();
          rmSync(room, { recursive: true });
        },
      };
    }

    describe.each([1, 4])('of %i lanes', (count) => journalContract(() => make(count)));

    it('waits no longer for a server that stands still once its process is stopping, nor to be closed', async () => {
      const made = await make(1);
      const between = new StandingStill(new URL(subject.address()));
      const journal = await MongoJournal.open(await between.listen(), { farewell: 0 });
      between.still();
      const asked = journal.history(['c-1']).catch((error: unknown) => error);
      journal.stopWaiting();
      expect(await asked).toBeInstanceOf(JournalUnreachable);
      await journal.close();
      between.stop();
      await made.destroy();
    });

    it('is as far as the lane that is furthest behind among those of the subjects, also after there were more', async () => {
      const made = await make(2);
      const [even, odd] = [0, 1].map((lane) => {
        for (let n = 0; ; n++) if (partitionOf(slotOf(`c-${n}`), 2) === lane) return `c-${n}`;
      }) as [string, string];
      await appended(made.store, ['order-1', even, {}], ['order-2', odd, {}], ['order-3', even, {}]);
      const end = await made.log.head();
      const piece = async (...subjects: readonly string[]): Promise<readonly [number, number]> => {
        const { events, upTo } = await made.journal.piece(subjects, 0, 100);
        return [events.length, upTo];
      };
      expect(await piece(even)).toEqual([0, 0]);
      await made.fillLane(0);
      expect(await piece(even)).toEqual([2, end]);
      expect(await piece(odd)).toEqual([0, 0]);
      expect(await piece(even, odd)).toEqual([0, 0]);
      expect(await made.journal.history([even, odd])).toMatchObject({ events: [{}, {}], upTo: 0 });
      await made.fillLane(1);
      expect(await piece(even, odd)).toEqual([3, end]);
      await made.fillLane(partitionOf(slotOf(odd), 4), 4);
      expect(await piece(even, odd)).toEqual([3, end]);
      await made.destroy();
    });

    it('keeps nothing behind a hole, and gives no history that is further than it is', async () => {
      const made = await make(1);
      await appended(made.store, ['order-1', 'c-1', {}], ['order-2', 'c-1', {}], ['order-3', 'c-1', {}]);
      const [first, second] = (await made.log.read(0, 2)).events.map(({ position }) => position) as [number, number];
      const later = await made.log.read(second, 10);
      await expect(made.journal.keep(0, 1, second, later)).rejects.toBeInstanceOf(JournalBehind);
      await made.journal.keep(0, 1, 0, await made.log.read(0, 1));
      expect((await made.journal.history(['c-1'], first)).events).toHaveLength(1);
      await expect(made.journal.history(['c-1'], second)).rejects.toThrow(`the journal goes up to ${first}`);
      await made.journal.keep(0, 1, first, await made.log.read(first, 10));
      expect((await made.journal.history(['c-1'], second)).events).toHaveLength(2);
      await made.destroy();
    });

    it('keeps what is kept twice once, by two at the same time too', async () => {
      const made = await make(1);
      await appended(made.store, ...Array.from({ length: 50 }, (_, n) => [`order-${n}`, 'c-1', {}] as const));
      await Promise.all([made.fill(), made.fill(), made.fill()]);
      expect((await made.journal.history(['c-1'])).events).toHaveLength(50);
      await made.destroy();
    });
  });
