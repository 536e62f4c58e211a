import { ModelRemoved, Serving, TIMES } from './serving';

const DAY = 86_400_000;

describe('models that nobody serves', () => {
  let now: number;
  let monotonic: number;
  let marks: Map<string, number>;
  let told: unknown[];
  const process = (...models: readonly string[]): Serving =>
    new Serving({
      models,
      onFailure: (error) => told.push(error),
      clock: () => monotonic,
      writer: {
        serves: (said) => {
          for (const model of said) marks.set(model, now);
          return Promise.resolve();
        },
        served: () => Promise.resolve({ now, at: new Map(marks) }),
        forget: (model) => Promise.resolve(void marks.delete(model)),
      },
    });
  const after = (ms: number): void => {
    now += ms;
    monotonic += ms;
  };
  beforeEach(() => {
    [now, monotonic] = [1_000 * DAY, 0];
    marks = new Map();
    told = [];
  });

  it('stay for a week, so that older code may come back, and are removed then', async () => {
    const [older, newer] = [process('orders@1', 'names@1'), process('orders@2', 'names@1')];
    await older.look();
    await newer.look();
    after(TIMES.unserved - 1);
    await newer.look();
    expect([...marks.keys()].sort()).toEqual(['names@1', 'orders@1', 'orders@2']);
    after(1);
    await newer.look();
    expect([...marks.keys()].sort()).toEqual(['names@1', 'orders@2']);
    expect(told).toHaveLength(1);
    expect((told[0] as ModelRemoved).words.en).toContain('orders@1 was removed: nobody has kept or read it for 7 days');
  });

  it('are none while anybody folds or reads them, whatever he is', async () => {
    const [older, newer] = [process('orders@1'), process('orders@2')];
    for (let days = 0; days < 30; days++) {
      await older.look();
      await newer.look();
      after(DAY);
    }
    expect([...marks.keys()].sort()).toEqual(['orders@1', 'orders@2']);
  });

  it('are not removed because the clock of the server jumped', async () => {
    const [older, newer] = [process('orders@1'), process('orders@2')];
    await older.look();
    await newer.look();
    now += 400 * DAY;
    await newer.look();
    expect(marks.has('orders@1')).toBe(true);
    await older.look();
    after(TIMES.seen);
    await newer.look();
    expect(marks.has('orders@1')).toBe(true);
  });
});
