import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { busy, Rounds } from '../../../testing/src/rounds';
import { inOrder } from './in-order';
import { linesOf } from './lines';

async function* from<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

const window = (items: number, weight = Infinity) => ({ items, weight, of: (item: unknown) => Number(item) });

describe('work done side by side', () => {
  it('gives results in order, however long each takes', async () => {
    const done: number[] = [];
    const slow = async (n: number): Promise<number> => {
      for (let i = n; i < 20; i++) await turn();
      done.push(n);
      return n;
    };
    const results: number[] = [];
    for await (const some of inOrder(from([...Array(20).keys()]), window(8), slow)) results.push(...some);
    expect(results).toEqual([...Array(20).keys()]);
    expect(done).not.toEqual(results);
  });

  it('answers an item before the next one comes', async () => {
    let give: (line: string) => void = () => undefined;
    async function* conversation(): AsyncGenerator<string> {
      for (let i = 0; i < 3; i++) yield await new Promise<string>((resolve) => (give = resolve));
    }
    const answers = inOrder(conversation(), window(8), (line) => Promise.resolve(`re: ${line}`));
    for (const line of ['a', 'b', 'c']) {
      const next = answers.next();
      await turn();
      give(line);
      expect((await next).value).toEqual([`re: ${line}`]);
    }
    expect((await answers.next()).done).toBe(true);
  });

  it('takes no more than the window while nobody reads', async () => {
    let taken = 0;
    async function* endless(): AsyncGenerator<number> {
      for (;;) yield await Promise.resolve(taken++);
    }
    const answers = inOrder(endless(), window(16), (n) => Promise.resolve(n));
    await answers.next();
    for (let i = 0; i < 200; i++) await turn();
    expect(taken).toBeLessThanOrEqual(16 + 16 + 1);
    await answers.return(undefined);
    const after = taken;
    for (let i = 0; i < 50; i++) await turn();
    expect(taken).toBeLessThanOrEqual(after + 1); // a reader who went away ends the taking
  });

  it('takes nothing more while what is worked on is heavy enough, and goes on when it is done', async () => {
    let taken = 0;
    const done: (() => void)[] = [];
    async function* endless(): AsyncGenerator<number> {
      for (;;) {
        taken++;
        yield await Promise.resolve(5);
      }
    }
    const answers = inOrder(endless(), window(100, 10), () => new Promise<void>((resolve) => done.push(resolve)));
    const first = answers.next();
    for (let i = 0; i < 50; i++) await turn();
    expect([taken, done.length]).toEqual([2, 2]);
    done[0]?.();
    await first;
    for (let i = 0; i < 50; i++) await turn();
    expect(done).toHaveLength(3);
    for (const each of done) each();
  });

  it.each([
    ['that have waited for long', 12],
    ['that have just begun', 0],
  ])('lets others go on between the items of many streams, %s, that came in one moment', async (_, waited) => {
    let come = (): void => undefined;
    const coming = new Promise<void>((resolve) => (come = resolve));
    async function* stream(): AsyncGenerator<number> {
      await coming;
      yield 1;
    }
    const rounds = new Rounds();
    const begun: number[] = [];
    const working = Array.from({ length: 8 }, async () => {
      const work = (): Promise<void> => {
        begun.push(rounds.now);
        busy(12);
        return Promise.resolve();
      };
      for await (const some of inOrder(stream(), window(4), work)) expect(some).toHaveLength(1);
    });
    busy(waited);
    come();
    await Promise.all(working);
    rounds.stop();
    expect(new Set(begun).size).toBeGreaterThan(working.length / 2);
  });

  it('ends with what cut the source, after the results before the cut', async () => {
    async function* cut(): AsyncGenerator<number> {
      yield await Promise.resolve(1);
      throw new Error('connection lost');
    }
    const results: number[] = [];
    const reading = (async () => {
      for await (const some of inOrder(cut(), window(4), (n) => Promise.resolve(n))) results.push(...some);
    })();
    await expect(reading).rejects.toThrow('connection lost');
    expect(results).toEqual([1]);
  });
});

describe('lines', () => {
  const lines = async (chunks: readonly string[], longest = 10): Promise<(string | undefined)[]> => {
    const found: (string | undefined)[] = [];
    for await (const { bytes } of linesOf(from(chunks.map((chunk) => Buffer.from(chunk))), longest))
      found.push(bytes?.toString());
    return found;
  };
  it('are the same wherever the stream was cut', async () => {
    const whole = ['{"a":1}', '', '  ', '{"b":"张"}\r', 'last'].join('\n');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(Buffer.byteLength(whole))), async (cuts) => {
        const bytes = Buffer.from(whole);
        const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = edges.slice(1).map((to, i) => bytes.subarray(edges[i], to));
        const found: string[] = [];
        for await (const line of linesOf(from(chunks), 100)) found.push(`${line.number}:${String(line.bytes)}`);
        expect(found).toEqual(['1:{"a":1}', '4:{"b":"张"}\r', '5:last']);
      }),
    );
  });
  it('that are too long are passed over, not kept', async () => {
    expect(await lines(['0123456789\n', '01234', '567890\nok', '\n', 'x'.repeat(50)])).toEqual([
      '0123456789',
      undefined,
      'ok',
      undefined,
    ]);
  });
});
