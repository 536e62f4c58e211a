import { createServer } from 'node:http';
import { Connections } from './connections';
import { LIMITS } from './limits';

it.each([
  ['the control socket', true],
  ['TCP', false],
])('lets a request take as long as it takes at %s: Node cuts an import after five minutes', (_where, trusted) => {
  const server = createServer();
  new Connections(LIMITS, new AbortController().signal).attach(server, trusted);
  expect(server.requestTimeout).toBe(0);
});
