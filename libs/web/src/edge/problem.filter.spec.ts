import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemFilter } from './problem.filter';

it.each([
  ['whose reader left before it began', true, 'request/gone'],
  ['that broke', false, 'server/internal'],
])('tells of the stream of an answer %s', (_what, closed, code) => {
  const counted: string[] = [];
  const filter = new ProblemFilter({
    draining: { signal: new AbortController().signal },
    ...{
      log: { error: () => undefined, warn: () => undefined, info: () => undefined },
      rarely: { due: () => false },
    },
    ...{ metrics: { problem: (which: string) => counted.push(which) }, zone: () => 'UTC' },
  } as never);
  const raw = { closed, destroyed: closed, headersSent: true, socket: {}, destroy: () => undefined };
  const asked = { id: 'r', url: '/', language: 'en', routeOptions: { config: {} } };
  const error = Object.assign(new Error('Premature close'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
  filter.answer(error, asked as FastifyRequest, { raw } as unknown as FastifyReply);
  expect(counted).toEqual([code]);
});
