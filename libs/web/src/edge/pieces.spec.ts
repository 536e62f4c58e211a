import { linesOf } from '../commands/lines';
import { Pace, Pieces } from './pieces';

it('joins pieces in their order, however many there are', () => {
  const joined = jest.spyOn(Buffer, 'concat');
  const pieces = new Pieces();
  const text = 'ab'.repeat(5_000);
  for (const each of text) pieces.add(Buffer.from(each));
  expect(joined).toHaveBeenCalledTimes(2); // else each would be kept by itself
  joined.mockRestore();
  pieces.add(Buffer.alloc(0));
  expect([pieces.length, pieces.whole().toString()]).toEqual([10_000, text]);
});

it('lets a pause follow many tiny pieces, and none those that have some hundred bytes each', () => {
  const pauses = (bytes: number): number => {
    const pace = new Pace();
    const all = Array.from({ length: 5_000 }, () => pace.pauseAfter(Buffer.alloc(bytes)));
    return all.filter((ms) => ms > 0).length;
  };
  expect([1, 255, 256, 1_000].map(pauses)).toEqual([4, 4, 0, 0]);
});

it('reads lines that come byte by byte, and passes over one that is too long', async () => {
  const text = 'one\n\ntoo long for it\ntwo\n';
  async function* source(): AsyncGenerator<Buffer> {
    for (const each of text) yield await Promise.resolve(Buffer.from(each));
  }
  const lines: unknown[] = [];
  for await (const { number, bytes } of linesOf(source(), 10)) lines.push([number, bytes?.toString()]);
  expect(lines).toEqual([
    [1, 'one'],
    [3, undefined],
    [4, 'two'],
  ]);
});
