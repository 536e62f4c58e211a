import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Batch, laneOf, LogDelivery } from '@dossier/event-feed';
import {
  emptyStep,
  laneCount,
  reached,
  type ReadModelWriter,
  TOGETHER,
  type Step,
  waitsFor,
} from '@dossier/read-model';
import { customers } from '../../contexts/customers/src/customers.module';
import { Crash, documentsIn, LaneJournal, LANES, runnerOn, WatchedWriter } from '../../testing/src/lanes';
import { rating } from '../../testing/src/rating';
import { Rig } from '../../testing/src/rig';
import { cure, shop } from '../../testing/src/shop';
import type { ProjectionRunner } from './projection-runner';
import { Registry } from './registry';

class Some extends LogDelivery {
  constructor(
    feed: Rig['feed'],
    private readonly mine: () => readonly number[],
    count = LANES,
  ) {
    super(feed, count);
  }
  override lanes(): readonly number[] {
    return this.mine();
  }
}
const T0 = laneOf('~tab-t0', LANES);
const ALL = [0, 1, 2, 3];
const OTHERS = ALL.filter((lane) => lane !== T0);
const other = ['g1', 'g2', 'g3', 'g4'].find((each) => laneOf(each, LANES) !== T0) ?? '';
const same = Array.from({ length: 50 }, (_, i) => `s${i}`).find((each) => laneOf(each, LANES) === T0) ?? '';

describe('read models that several processes fold', () => {
  let rig: Rig;
  let folder: string;
  let writer: WatchedWriter;
  let journal: LaneJournal;
  const hooked = (before: (name: string, given: never) => Promise<void>): ReadModelWriter =>
    new Proxy(writer, {
      get: (w, name: keyof ReadModelWriter) =>
        name === 'largest'
          ? w.largest
          : async (...given: never[]) => {
              await before(name, given[0] as never);
              return (w[name] as (...a: never[]) => unknown).call(w, ...given);
            },
    });
  const runner = (
    lanes: readonly number[] | (() => readonly number[]),
    w: ReadModelWriter = writer,
    count = LANES,
    registry = rig.registry,
  ): ProjectionRunner =>
    runnerOn(rig, journal, w, new Some(rig.feed, typeof lanes === 'function' ? lanes : () => lanes, count), registry);
  const caughtUp = async (...all: ProjectionRunner[]): Promise<void> => {
    for (const r of all) while (await r.step()) continue;
  };
  const buy = (tabId: string, item = 'tea'): Promise<unknown> => rig.send('shop.Buy', { tabId, item, price: 5 });
  const asOneLane = async (): Promise<void> => {
    await rig.caughtUp();
    expect(await documentsIn(rig, writer)).toEqual(await rig.documents());
  };
  const register = (customerId: string): Promise<unknown> =>
    rig.send('customers.RegisterCustomer', { customerId, kind: 'person' });
  beforeEach(async () => {
    rig = await Rig.open([customers, shop, rating]);
    folder = mkdtempSync(join(tmpdir(), 'dossier-hostile-'));
    writer = new WatchedWriter(folder);
    journal = new LaneJournal(rig.feed);
    cure.known = false;
  });
  afterEach(async () => {
    cure.known = false;
    await writer.close();
    rmSync(folder, { recursive: true });
    await rig.close();
  });

  it('a link whose save failed while a worker opens is kept all the same', async () => {
    await register(other);
    await rig.send('shop.OpenTab', { tabId: 't0', name: 'n' });
    await caughtUp(runner(ALL));
    await rig.send('shop.Attribute', { member: '~tab-t0', into: other });
    let fails = 1;
    const worker = runner(
      ALL,
      hooked((name, given: never) => {
        if (name === 'save' && (given as Step).links.length > 0 && fails-- > 0)
          throw new Crash('unreachable for a moment');
        return Promise.resolve();
      }),
    );
    await caughtUp(worker).catch(() => undefined); // a step may fail, and is tried again
    await caughtUp(worker);
    expect(fails).toBeLessThan(1);
    expect([...(await writer.links())]).toEqual([['~tab-t0', other]]);
    await caughtUp(runner(ALL));
    await buy('t0');
    await caughtUp(runner(ALL));
    await asOneLane();
  });

  it('a door retries under the links that there are by now', async () => {
    await register(same);
    await rig.send('shop.OpenTab', { tabId: 't0', name: 'n' });
    await rig.send('shop.OpenTab', { tabId: 'own', guest: same, name: 'n' });
    const worker = runner(ALL);
    await caughtUp(worker);
    const door = runner([]);
    await caughtUp(door);
    await buy('t0', 'poison');
    await caughtUp(worker);
    await rig.send('shop.Attribute', { member: '~tab-t0', into: same });
    await caughtUp(worker);
    cure.known = true;
    for (const { id } of await writer.parked()) {
      const r = door.retry(id).catch(() => true);
      await door.tasksDone();
      await r;
    }
    await caughtUp(door, worker);
    await buy('own');
    await caughtUp(worker);
    expect(await writer.parked()).toEqual([]);
    await asOneLane();
  });

  it('a door that was open before any worker had saved retries without loss', async () => {
    const door = runner([], writer, laneCount(await writer.progress(TOGETHER))); // as folding.ts
    await door.open();
    await register(same);
    await rig.send('shop.OpenTab', { tabId: 'own', guest: same, name: 'n' });
    await buy('own');
    await buy('own', 'poison');
    const worker = runner(ALL);
    await caughtUp(worker);
    cure.known = true;
    for (const { id } of await writer.parked()) {
      const r = door.retry(id).catch(() => true);
      await door.tasksDone();
      await r;
    }
    await caughtUp(worker);
    expect(await writer.parked()).toEqual([]);
    await asOneLane();
  });

  describe('a dead letter that a door tries again while its worker parks a later event behind it', () => {
    const door = (w: ReadModelWriter = writer): ProjectionRunner => runner([], w);
    const retryAll = async (by: ProjectionRunner): Promise<void> => {
      for (const { id } of await writer.parked()) {
        const retried = by.retry(id).catch(() => true); // with the first of a model go all behind it
        await by.tasksDone();
        expect(await retried).toBe(true);
      }
    };
    const isBehind = ({ parked }: Step): boolean => parked.some((each) => waitsFor(each) !== undefined);
    /** A worker that parks behind what a door tried again a moment before. */
    const late = (then: (called: string) => void = () => undefined): ProjectionRunner => {
      let isOnce = true;
      return runner(
        ALL,
        hooked(async (name, given: never) => {
          if (!isOnce) then(name);
          if (name !== 'save' || !isOnce || !isBehind(given)) return;
          isOnce = false;
          await retryAll(door());
        }),
      );
    };
    beforeEach(async () => {
      await register(same);
      await rig.send('shop.OpenTab', { tabId: 'own', guest: same, name: 'n' });
      await buy('own', 'poison');
      await caughtUp(runner(ALL));
      expect((await writer.parked()).length).toBeGreaterThan(0);
      cure.known = true;
    });
    const isWhole = async (): Promise<void> => {
      expect(await writer.parked()).toEqual([]);
      await asOneLane();
    };

    it('is folded with that event, where it is parked before the door has saved', async () => {
      const worker = runner(ALL);
      await caughtUp(worker);
      let isOnce = true;
      await retryAll(
        door(
          hooked(async (name, given: never) => {
            if (name !== 'save' || !isOnce || (given as Step).unparked.length === 0) return;
            isOnce = false;
            await buy('own');
            await caughtUp(worker);
          }),
        ),
      );
      expect(isOnce).toBe(false);
      await isWhole();
    });

    it('does not leave that event parked, where the door has saved before', async () => {
      const worker = late();
      await buy('own');
      await caughtUp(worker);
      await isWhole();
    });

    it('nor where the worker ends before it looks', async () => {
      const worker = late((called) => {
        if (called === 'firstParked') throw new Crash('ended');
      });
      await buy('own');
      await expect(caughtUp(worker)).rejects.toThrow(Crash);
      await caughtUp(runner(ALL));
      await isWhole();
    });
  });

  it('a step reads of what is parked only what its own subjects wait for, however much there is', async () => {
    await rig.send('shop.OpenTab', { tabId: 'well', guest: other, name: 'n' });
    await rig.send('shop.OpenTab', { tabId: 'own', guest: same, name: 'n' });
    await buy('own', 'poison');
    const worker = runner(ALL);
    await caughtUp(worker);
    const [one, all] = [jest.spyOn(writer, 'firstParked'), jest.spyOn(writer, 'parked')];
    /** Parked events that it is given when these two tabs buy. */
    const read = async (): Promise<number> => {
      await buy('well');
      await buy('own');
      for (const spy of [one, all]) spy.mockClear();
      await caughtUp(worker);
      const results = [one, all].flatMap(({ mock }) => mock.results);
      const given = await Promise.all(results.map(({ value }) => value as Promise<readonly unknown[]>));
      return given.flat().length;
    };
    const few = await read();
    expect(few).toBeGreaterThan(0);
    for (let n = 0; n < 30; n++) {
      await rig.send('shop.OpenTab', { tabId: `p${n}`, name: 'n' });
      await buy(`p${n}`, 'poison');
      await buy('own');
    }
    await caughtUp(worker);
    expect(await read()).toBe(few);
  });

  it('lanes without a new event are saved at once: a reader after a write waits for all of them', async () => {
    await rig.send('shop.OpenTab', { tabId: 'own', guest: same, name: 'n' });
    const worker = runner(ALL);
    await caughtUp(worker);
    await buy('own');
    const save = jest.spyOn(writer, 'save');
    await caughtUp(worker);
    expect(save).toHaveBeenCalledTimes(2);
    const head = await rig.feed.head();
    for (const { id } of rig.registry.allFolds) expect(reached(await writer.progress(id))).toBe(head);
  });

  it('a worker that was frozen does not take progress back', async () => {
    const empty = ALL.find((lane) => ![same, other, '~tab-t0'].some((s) => laneOf(s, LANES) === lane)) ?? 0;
    await register(other);
    let mine: readonly number[] = [empty];
    let thaw: () => Promise<void> = () => Promise.resolve();
    const frozen = runner(
      () => mine,
      hooked(async (name, given: never) => {
        if (name === 'save' && (given as Step).progress.some(({ model }) => model === TOGETHER)) {
          const t = thaw;
          thaw = () => Promise.resolve();
          await t();
        }
      }),
    );
    const worker = runner(ALL);
    thaw = async () => {
      // its session ended: all lanes go to the other
      mine = [];
      await register(same);
      await caughtUp(worker);
    };
    await frozen.step();
    await caughtUp(frozen, worker);
    const head = await rig.feed.head();
    for (const { id } of rig.registry.allFolds) expect(reached(await writer.progress(id))).toBe(head);
  });

  it('older code that does not know a policy goes on beside newer code', async () => {
    await register(other);
    await rig.send('shop.OpenTab', { tabId: 'own', guest: other, name: 'n' });
    await rig.send('shop.OpenTab', { tabId: 't0', name: 'n' });
    await rig.send('shop.Attribute', { member: '~tab-t0', into: other });
    let opens = 0;
    const older = runner(
      [T0],
      hooked((name) => {
        if (name === 'prepare' && ++opens > 30) throw new Crash('spins');
        return Promise.resolve();
      }),
      LANES,
      new Registry([customers, shop]),
    );
    const newer = runner(OTHERS);
    await caughtUp(older, newer);
    await rig.send('policies.PublishPolicy', { name: 'rate', document: { factor: 3 }, approvedBy: 'board' });
    await buy('own');
    await caughtUp(newer);
    await buy('t0');
    await caughtUp(older);
    expect(opens).toBeLessThan(10);
  });

  it('a document of a customer of two lanes is not lost where another lane was not kept yet', async () => {
    await register(other);
    await rig.send('shop.OpenTab', { tabId: 't0', name: 'n' });
    await buy('t0');
    await rig.send('shop.Attribute', { member: '~tab-t0', into: other });
    const second = runner(OTHERS);
    await second.open(); // knows all links already
    let isOnce = true;
    const first = runner(
      [T0],
      hooked(async (name, given: never) => {
        if (name === 'save' && isOnce && (given as Step).documents.some(({ model }) => model.includes('spending'))) {
          isOnce = false;
          await caughtUp(second);
        }
      }),
    );
    await caughtUp(first, second);
    await caughtUp(first, second);
    expect(isOnce).toBe(false);
    await asOneLane();
  });

  it.each([
    ['that comes by itself', () => Promise.resolve()],
    [
      'to whom something is linked in the same step',
      () => rig.send('shop.Attribute', { member: '~tab-t0', into: same }),
    ],
  ])(
    'a customer new in one part, %s, is in all, also where a step ended between its documents and those beside',
    async (_, link) => {
      await rig.send('shop.OpenTab', { tabId: 't0', name: 'n' });
      await caughtUp(runner(ALL)); // links are told with their events from here on
      await register(same);
      await rig.send('shop.OpenTab', { tabId: 'own', guest: same, name: 'n' });
      await link();
      let isOnce = true;
      const worker = runner(
        ALL,
        hooked(async (name, given: never) => {
          const step = given as Step;
          if (name !== 'save' || !isOnce || !step.documents.some(({ beside }) => beside === true)) return;
          isOnce = false;
          await writer.save({ ...emptyStep, documents: step.documents.filter(({ beside }) => beside !== true) });
          throw new Crash('ended');
        }),
      );
      await expect(worker.step()).rejects.toThrow(Crash);
      await caughtUp(worker);
      await asOneLane();
    },
  );

  it.each([
    ['', () => Promise.resolve()],
    [
      ', though a later link was known by then',
      async () => {
        await rig.send('shop.OpenTab', { tabId: 't0', name: 'n' });
        await rig.send('shop.Attribute', { member: '~tab-t0', into: other });
      },
    ],
  ])(
    'documents refreshed for a policy are written once more where that save ended before its rows%s',
    async (_, later) => {
      await register(same);
      await register(other);
      await rig.send('shop.OpenTab', { tabId: 'own', guest: same, name: 'n' });
      await buy('own');
      let end = Infinity;
      class Cut extends Some {
        override async read(lane: number, after: number, limit: number): Promise<Batch> {
          const { events, upTo } = await super.read(lane, after, limit);
          return { events: events.filter(({ position }) => position <= end), upTo: Math.min(upTo, end) };
        }
      }
      let saved = 0;
      const hook = hooked(async (name, given: never) => {
        const step = given as Step;
        if (name !== 'save' || !step.documents.some(({ model, key }) => model === 'worth@1' && key === same)) return;
        saved++;
        if (saved !== 2) return;
        await writer.save({ ...emptyStep, documents: step.documents });
        throw new Crash('ended before the rows');
      });
      const worker = runnerOn(rig, journal, hook, new Cut(rig.feed, () => ALL));
      await caughtUp(worker);
      expect(saved).toBe(1);
      await rig.send('policies.PublishPolicy', { name: 'rate', document: { factor: 3 }, approvedBy: 'board' });
      end = await rig.feed.head();
      await later();
      await expect(worker.step()).rejects.toThrow(Crash);
      end = Infinity;
      await caughtUp(worker);
      expect(saved).toBe(3);
    },
  );

  it('what concerns all lanes is not read from the beginning again for each document that another was quicker with', async () => {
    await register(other);
    await rig.send('shop.OpenTab', { tabId: 'own', guest: other, name: 'n' });
    await rig.send('shop.OpenTab', { tabId: 't0', name: 'n' });
    await rig.send('shop.Attribute', { member: '~tab-t0', into: other });
    for (let n = 0; n < 50; n++) await buy('own');
    await buy('t0');
    const second = runner(OTHERS);
    await caughtUp(second);
    let left = 0;
    let reads = 0;
    const first = runner(
      [T0],
      hooked(async (name, given: never) => {
        if (name === 'save' && left > 0 && (given as Step).documents.some(({ model }) => model === 'habits@1')) {
          left--;
          await buy('own');
          await caughtUp(second);
        }
      }),
    );
    await first.open(); // at 0 in its lane, as in a rebuild
    const read = rig.feed.read.bind(rig.feed);
    jest.spyOn(rig.feed, 'read').mockImplementation(async (after, limit, selection, most) => {
      if (selection?.types && after === 0) reads++;
      return read(after, limit, selection, most);
    });
    left = 5;
    await first.step();
    expect(left).toBe(0);
    expect(reads).toBeLessThan(2);
  });
});
