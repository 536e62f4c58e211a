import { EventEmitter } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Answers } from '../edge/answers';
import { LIMITS } from '../edge/limits';
import { streamRows } from './rows';

it('leaves nothing taken of an export whose reader has left before a row of it was read', async () => {
  const answers = new Answers(LIMITS, () => true, new AbortController().signal);
  const raw = Object.assign(new EventEmitter(), { closed: false, destroyed: false, socket: {} });
  const reply = { raw, type: () => reply, header: () => reply } as unknown as FastifyReply;
  const long = answers.begin('export', { principal: { id: 'key-1' } } as unknown as FastifyRequest, reply);
  let over = (): void => undefined;
  const ended = new Promise<void>((resolve) => (over = resolve));
  async function* scan(): AsyncGenerator<readonly object[]> {
    try {
      yield await Promise.resolve([{ a: 'x'.repeat(100_000) }]);
      yield [{ a: 'y' }];
    } finally {
      over();
    }
  }
  const rows = await streamRows(reply, 'application/x-ndjson', 'x', long, { scan, empty: {} });
  expect(answers.shares.unread.taken).toBeGreaterThan(100_000);
  rows.destroy(); // as Nest does where the connection is gone already
  raw.emit('close');
  await ended;
  await new Promise(setImmediate);
  expect([answers.shares.unread.taken, answers.shares.export.taken]).toEqual([0, 0]);
});
