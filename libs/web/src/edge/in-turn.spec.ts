import { Socket } from 'node:net';
import { holdOf, InTurn, type Stoppable } from './in-turn';

class Kept implements Stoppable {
  isStopped = false;
  constructor(private readonly wentOn: () => void = () => undefined) {}
  stop(): void {
    this.isStopped = true;
  }
  goOn(): void {
    this.isStopped = false;
    this.wentOn();
  }
}
const aRound = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await aRound();
};

it('stops all when one takes much, and lets them go on one by one, who comes meanwhile behind them', async () => {
  const turns = new InTurn(0);
  const order: string[] = [];
  const named = (name: string): Kept => {
    const one = new Kept(() => order.push(name));
    turns.came(one);
    return one;
  };
  const [a, b] = [named('a'), named('b')];
  turns.crowd(a);
  const c = named('c');
  expect([a, b, c].map(({ isStopped }) => isStopped)).toEqual([true, true, true]);
  await until(() => order.length === 1);
  expect([a, b, c].map(({ isStopped }) => isStopped)).toEqual([false, true, true]);
  await until(() => order.length === 3);
  expect(order).toEqual(['a', 'b', 'c']);
  for (let round = 0; round < 5; round++) await aRound();
  expect(named('d').isStopped).toBe(false);
});

it('takes nobody his turn, whatever others take meanwhile: who asks for little would never come to it', async () => {
  const turns = new InTurn(0);
  const greedy = new Kept();
  let hadTurn = (): void => undefined;
  const turn = new Promise<void>((resolve) => (hadTurn = resolve));
  const modest = new Kept(hadTurn);
  for (const one of [greedy, modest]) turns.came(one);
  turns.crowd(greedy);
  await turn;
  turns.crowd(greedy); // what it had sent before is still worked off
  expect(modest.isStopped).toBe(false);
  await until(() => !greedy.isStopped);
  turns.crowd(greedy);
  expect([greedy.isStopped, modest.isStopped]).toEqual([true, true]);
});

it('begins a rest once, however often one takes much in it', async () => {
  const turns = new InTurn(20);
  const one = new Kept();
  turns.came(one);
  turns.crowd(one);
  await until(() => {
    turns.crowd(new Kept());
    return !one.isStopped;
  });
});

it('keeps a connection as long as one of them holds it, also where Node goes on by itself', async () => {
  const socket = new Socket();
  const [one, two] = [{}, {}];
  for (const who of [one, two]) holdOf(socket).take(who);
  socket.resume(); // as behind each answer
  await aRound();
  expect(socket.isPaused()).toBe(true);
  holdOf(socket).give(one);
  await aRound();
  expect(socket.isPaused()).toBe(true);
  holdOf(socket).give(two);
  expect(socket.isPaused()).toBe(false);
  socket.destroy();
});
