import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Batch, laneOf, LogDelivery } from '@dossier/event-feed';
import { Refusal } from '@dossier/kernel';
import { emptyStep, Overtaken, reached, type ReadModelWriter, type Step } from '@dossier/read-model';
import fc from 'fast-check';
import { customers } from '../../contexts/customers/src/customers.module';
import { Crash, documentsIn, LaneJournal, LANES, runnerOn, WatchedWriter } from '../../testing/src/lanes';
import { rating } from '../../testing/src/rating';
import { Rig } from '../../testing/src/rig';
import { cure, shop } from '../../testing/src/shop';
import { Identity } from './identity';
import { ProjectionRunner } from './projection-runner';

/** Repeats: the same numbers give the same choices. */
class Chance {
  private next = 0;
  constructor(private readonly numbers: readonly number[]) {}
  /** 0 … below - 1 */
  below(below: number): number {
    return (this.numbers[this.next++ % this.numbers.length] ?? 0) % below;
  }
}

/** Read models that several processes fold. */
class Shared {
  private readonly folder = mkdtempSync(join(tmpdir(), 'dossier-lanes-'));
  private readonly journal: LaneJournal;
  readonly writer = new WatchedWriter(this.folder);
  /** Lane → process. */
  private owners: readonly number[] = [];
  /** So many processes still die. */
  private deaths = 20;

  constructor(
    private readonly rig: Rig,
    private readonly processes: number,
    private readonly chance: Chance,
  ) {
    this.journal = new LaneJournal(rig.feed, () => this.rest());
    this.share();
  }

  /** Lanes are shared out anew; who is at work goes on with what it has. */
  share(): void {
    this.owners = Array.from({ length: LANES }, () => this.chance.below(this.processes));
  }

  /** Folds as a process that may die, until nothing more is to come. */
  async fold(process: number, isEnough: () => boolean): Promise<void> {
    await this.repeated(process, isEnough, (runner) => runner.step());
  }

  /** Tries again what is parked, as a door that may end, until nothing is. */
  async retry(isEnough: () => boolean): Promise<void> {
    await this.repeated(NaN, isEnough, async (door) => {
      await setImmediate();
      for (const { id } of await this.writer.parked()) {
        const retried = door.retry(id).catch((error: unknown) => {
          if (!(error instanceof Refusal)) throw error; // with the first go all behind it
        });
        await door.tasksDone();
        await retried;
      }
    });
  }

  private async repeated(
    process: number,
    isEnough: () => boolean,
    work: (runner: ProjectionRunner) => Promise<unknown>,
  ): Promise<void> {
    let runner = this.runner(process);
    while (!(isEnough() && (await this.isComplete())))
      try {
        await this.rest();
        await work(runner);
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        runner = this.runner(process);
      }
  }

  async close(): Promise<void> {
    await this.writer.close();
    rmSync(this.folder, { recursive: true });
  }

  private runner(process: number): ProjectionRunner {
    const { rig, journal, chance } = this;
    const lanes = (): readonly number[] => [...this.owners.keys()].filter((lane) => this.owners[lane] === process);
    class Assigned extends LogDelivery {
      override lanes(): readonly number[] {
        return lanes();
      }
      override read(lane: number, after: number): Promise<Batch> {
        return super.read(lane, after, 1 + chance.below(9));
      }
    }
    return runnerOn(rig, journal, this.dying(), new Assigned(rig.feed, LANES));
  }

  /** The writer of one process: others are at work between any two calls, and it may die in each of them. */
  private dying(): ReadModelWriter {
    return new Proxy(this.writer, {
      get: (writer, name: keyof ReadModelWriter) => {
        if (name === 'largest') return writer.largest;
        return async (...given: never[]) => {
          await this.rest();
          const dies = this.deaths > 0 && this.chance.below(40) === 0;
          if (dies) {
            this.deaths -= 1;
            if (name === 'save') await this.torn(given[0] as unknown as Step);
            throw new Crash();
          }
          const answer: unknown = await (writer[name] as (...all: never[]) => unknown)(...given);
          await this.rest();
          return answer;
        };
      },
    });
  }

  /** A step that is cut off: some documents are there, or all of it, and nobody was told. */
  private async torn(step: Step): Promise<void> {
    const parts: readonly Partial<Step>[] = [
      {},
      { documents: step.documents.slice(0, this.chance.below(step.documents.length + 1)) },
      { documents: step.documents, links: step.links },
      step,
    ];
    await this.writer.save({ ...emptyStep, ...parts[this.chance.below(4)] }).catch(() => undefined);
  }

  /** Others are at work meanwhile; now and then for long, as if this process were frozen. */
  private async rest(): Promise<void> {
    const most = this.chance.below(12) === 0 ? 100 : 4;
    for (let times = this.chance.below(most); times > 0; times--) await setImmediate();
  }

  private async isComplete(): Promise<boolean> {
    const head = await this.rig.feed.head();
    for (const { id } of this.rig.registry.allFolds) if (reached(await this.writer.progress(id)) < head) return false;
    return (await this.writer.parked()).length === 0;
  }
}

/** Two processes: one folds the lane of the tab t0, the other all others. */
class Two {
  private readonly folder = mkdtempSync(join(tmpdir(), 'dossier-two-'));
  readonly writer = new WatchedWriter(this.folder);
  readonly journal: LaneJournal;
  readonly first: ProjectionRunner;
  readonly second: ProjectionRunner;
  /** Called before each call of the first one's writer. */
  before: (name: string, model: unknown) => Promise<void> = () => Promise.resolve();

  constructor(readonly rig: Rig) {
    this.journal = new LaneJournal(rig.feed);
    const own = laneOf('~tab-t0', LANES);
    this.first = this.runner(
      [own],
      new Proxy(this.writer, {
        get: (writer, name: keyof ReadModelWriter) => {
          if (name === 'largest') return writer.largest;
          return async (...given: never[]) => {
            await this.before(name, given[0]);
            return (writer[name] as (...all: never[]) => unknown)(...given);
          };
        },
      }),
    );
    this.second = this.runner(
      [0, 1, 2, 3].filter((lane) => lane !== own),
      this.writer,
    );
  }

  async caughtUp(...runners: readonly ProjectionRunner[]): Promise<void> {
    for (const runner of runners) while (await runner.step()) continue;
  }

  async close(): Promise<void> {
    await this.writer.close();
    rmSync(this.folder, { recursive: true });
    await this.rig.close();
  }

  private runner(lanes: readonly number[], writer: ReadModelWriter): ProjectionRunner {
    return runnerOn(
      this.rig,
      this.journal,
      writer,
      new (class extends LogDelivery {
        override lanes(): readonly number[] {
          return lanes;
        }
      })(this.rig.feed, LANES),
    );
  }
}

/** In how many lanes the subjects of a step are. */
const lanesOf = ({ documents }: Step): number => new Set(documents.map(({ subject }) => laneOf(subject, LANES))).size;

const guest = fc.integer({ min: 0, max: 4 }).map((n) => `g${n}`);
const tab = fc.integer({ min: 0, max: 9 }).map((n) => `t${n}`);
const occurredAt = fc
  .integer({ min: 1, max: 28 })
  .map((day) => `2026-05-${String(day).padStart(2, '0')}T08:00:00.000Z`);
type Act = readonly [command: string, data: object, sent?: { readonly occurredAt?: string }];
const acts: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(tab, fc.option(guest, { nil: undefined }))
      .map(([tabId, guest]): Act => ['shop.OpenTab', { tabId, name: 'n', ...(guest !== undefined && { guest }) }]),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(tab, fc.constantFrom('tea', 'cake'), fc.integer({ min: 1, max: 9 }))
      .map(([tabId, item, price]): Act => ['shop.Buy', { tabId, item, price }]),
  },
  {
    weight: 1,
    arbitrary: tab.map((tabId): Act => ['shop.Buy', { tabId, item: 'poison', price: 1 }]),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(tab, fc.integer({ min: 1, max: 9 }), occurredAt)
      .map(([tabId, price, occurredAt]): Act => ['shop.Buy', { tabId, item: 'late', price }, { occurredAt }]),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(tab, guest).map(([tabId, into]): Act => ['shop.Attribute', { member: `~tab-${tabId}`, into }]),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 9 })
      .map((factor): Act => ['policies.PublishPolicy', { name: 'rate', document: { factor }, approvedBy: 'board' }]),
  },
);

it('P5, P6, P9, P10: lanes shared by processes that die, are frozen and take lanes from each other end as one lane does, with what was parked and tried again', async () => {
  const lanes = new Set(['g0', 'g1', 'g2', 'g3', 'g4', '~tab-t0', '~tab-t1'].map((each) => laneOf(each, LANES)));
  expect(lanes.size).toBe(LANES);
  await fc.assert(
    fc.asyncProperty(
      fc.array(acts, { minLength: 30, maxLength: 60 }),
      fc.integer({ min: 2, max: 3 }),
      fc.array(fc.nat(), { minLength: 200, maxLength: 400 }),
      async (history, processes, numbers) => {
        cure.known = false;
        const rig = await Rig.open([customers, shop, rating]);
        const chance = new Chance(numbers);
        const shared = new Shared(rig, processes, chance);
        for (let n = 0; n < 5; n++)
          await rig.send('customers.RegisterCustomer', { customerId: `g${n}`, kind: 'person' });
        let isTold = false;
        const tell = async (acts: readonly Act[]): Promise<void> => {
          for (const [command, data, sent] of acts) {
            await rig.send(command, data, sent).catch(() => undefined); // a rule may refuse it
            if (chance.below(5) === 0) shared.share();
          }
        };
        await tell(history.slice(0, 20));
        const folding = Array.from({ length: processes }, (_, process) => shared.fold(process, () => isTold));
        await tell(history.slice(20, 30));
        cure.known = true;
        const retrying = shared.retry(() => isTold);
        await tell(history.slice(30)).finally(() => (isTold = true));
        await Promise.all([...folding, retrying]);
        await rig.caughtUp();
        expect(await documentsIn(rig, shared.writer)).toEqual(await rig.documents());
        expect(await shared.writer.parked()).toEqual([]);
        await shared.close();
        await rig.close();
      },
    ),
    { numRuns: 15 },
  );
  cure.known = false;
});

describe('a customer of two lanes, folded by two processes', () => {
  const other = ['g1', 'g2', 'g3', 'g4'].find((each) => laneOf(each, LANES) !== laneOf('~tab-t0', LANES)) ?? '';
  let two: Two;
  const buy = (tabId: string): Promise<unknown> => two.rig.send('shop.Buy', { tabId, item: 'tea', price: 5 });
  const asOneLane = async (): Promise<void> => {
    await two.caughtUp(two.first, two.second);
    await two.rig.caughtUp();
    expect(await documentsIn(two.rig, two.writer)).toEqual(await two.rig.documents());
  };
  /** Once, when the first is about to do this. */
  const meanwhile = (name: string, model: unknown, work: () => Promise<void>): void => {
    two.before = async (called, given) => {
      if (called !== name || (model !== undefined && given !== model)) return;
      two.before = () => Promise.resolve();
      await work();
    };
  };
  beforeEach(async () => {
    two = new Two(await Rig.open([customers, shop, rating]));
    await two.rig.send('customers.RegisterCustomer', { customerId: other, kind: 'person' });
    await two.rig.send('shop.OpenTab', { tabId: 'own', guest: other, name: 'n' });
    await two.rig.send('shop.OpenTab', { tabId: 't0', name: 'n' });
    await two.rig.send('shop.Attribute', { member: '~tab-t0', into: other });
    await two.caughtUp(two.first, two.second);
  });
  afterEach(() => two.close());

  it('P5: has what both have seen, though one computes from a journal without what the other has just taken', async () => {
    await buy('t0');
    meanwhile('save', undefined, async () => {
      await buy('own');
      await two.caughtUp(two.second);
    });
    await two.caughtUp(two.first);
    await asOneLane();
  });

  it('P5: is folded from a journal that was read after the documents that it is saved over', async () => {
    await buy('t0');
    let taken: Promise<void> | undefined;
    two.before = async (called) => {
      if (called === 'stampsOf') await (taken ??= buy('own').then(() => two.caughtUp(two.second)));
    };
    await two.caughtUp(two.first);
    expect(taken).toBeDefined();
    await asOneLane();
  });

  it('is read from the journal once for all read models', async () => {
    await buy('t0');
    const [one, many] = [jest.spyOn(two.journal, 'history'), jest.spyOn(two.journal, 'histories')];
    const loaded = jest.spyOn(two.writer, 'stampsOf');
    await two.caughtUp(two.first);
    expect(loaded.mock.calls.length).toBeGreaterThan(1);
    expect([one.mock.calls.length, many.mock.calls.length]).toEqual([1, 1]); // the second asks the first
    await asOneLane();
  });

  it('is looked for in the links as often in a step of many events as in one of few: he may be linked to thousands', async () => {
    const looks = async (events: number): Promise<number> => {
      for (let n = 0; n < events; n++) await buy('t0');
      const cluster = jest.spyOn(Identity.prototype, 'cluster');
      await two.caughtUp(two.first);
      const times = cluster.mock.calls.length;
      cluster.mockRestore();
      return times;
    };
    expect(await looks(20)).toBe(await looks(2));
    await asOneLane();
  });

  it('goes on in all lanes at once, and lane by lane where another was quicker with a document of one of them', async () => {
    const lanes = new Map(['own', 'a', 'b', 'c', 'd', 'e'].map((tabId) => [laneOf(`~tab-${tabId}`, LANES), tabId]));
    const own = laneOf('~tab-t0', LANES);
    const tabs = [...lanes].flatMap(([lane, tabId]) => (lane === own || tabId === 'own' ? [] : [tabId]));
    for (const tabId of tabs) await two.rig.send('shop.OpenTab', { tabId, name: 'n' });
    await two.caughtUp(two.first, two.second);
    const steps: Step[] = [];
    const save = two.writer.save.bind(two.writer);
    jest.spyOn(two.writer, 'save').mockImplementation(async (step) => {
      if (step.documents.length > 0) steps.push(step);
      await save(step);
    });
    const buyInAll = async (): Promise<void> => {
      for (const tabId of tabs) await buy(tabId);
    };
    expect(tabs.length).toBeGreaterThan(1);
    await buyInAll();
    await two.second.step();
    expect(steps.map(lanesOf)).toEqual([tabs.length]);
    await buyInAll();
    steps.length = 0;
    jest.spyOn(two.writer, 'load').mockImplementationOnce(() => Promise.reject(new Overtaken('worth@1')));
    await two.second.step();
    expect(steps.map(lanesOf)).toEqual(tabs.map(() => 1));
    await asOneLane();
  });

  it('P10: is not judged by an old policy again, once one of them knows the new one', async () => {
    await buy('t0');
    await two.caughtUp(two.first, two.second);
    await buy('t0');
    meanwhile('stampsOf', 'worth@1', async () => {
      await two.rig.send('policies.PublishPolicy', { name: 'rate', document: { factor: 3 }, approvedBy: 'board' });
      await two.caughtUp(two.second);
    });
    await two.caughtUp(two.first);
    await asOneLane();
  });

  it('P6: is written once more where a step ended between its documents and its progress', async () => {
    const [alone = ''] = ['x0', 'x1', 'x2', 'x3'].filter((each) => laneOf(each, LANES) !== laneOf('~tab-t0', LANES));
    await two.rig.send('customers.RegisterCustomer', { customerId: alone, kind: 'person' });
    await two.rig.send('shop.OpenTab', { tabId: 'alone', guest: alone, name: 'n' });
    await buy('alone');
    const saved: Step[] = [];
    const save = two.writer.save.bind(two.writer);
    jest.spyOn(two.writer, 'save').mockImplementation(async (step) => {
      if (step.documents.length === 0) return save(step);
      saved.push(step);
      if (saved.length > 1) return save(step);
      await save({ ...emptyStep, documents: step.documents });
      throw new Crash();
    });
    await expect(two.second.step()).rejects.toThrow(Crash);
    await two.caughtUp(two.second);
    const keys = (step?: Step): unknown => step?.documents.map(({ model, key }) => `${model}/${key}`).sort();
    expect(keys(saved[1])).toEqual(keys(saved[0]));
    await asOneLane();
  });

  it('P9: goes on with what another process folded again after it was parked', async () => {
    await two.rig.send('shop.Buy', { tabId: 'own', item: 'poison', price: 1 });
    await buy('own');
    await two.caughtUp(two.first, two.second);
    const parked = async (): Promise<readonly string[]> => (await two.writer.parked()).map(({ model }) => model);
    expect((await parked()).length).toBeGreaterThan(1);
    cure.known = true;
    try {
      for (const { id, model } of await two.writer.parked()) {
        const retried = (await parked()).includes(model) ? two.first.retry(id) : Promise.resolve(true);
        await two.first.tasksDone();
        expect(await retried.catch(() => true)).toBe(true); // with the first of a model go all behind it
      }
      expect(await parked()).toEqual([]);
      await buy('own');
      await asOneLane();
      expect(await parked()).toEqual([]);
    } finally {
      cure.known = false;
    }
  });
});
