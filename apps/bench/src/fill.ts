import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Served, served } from './served';

type Lines = Iterable<string> | AsyncIterable<string>;

/** Brings history into a folder through the bulk door of a server. @throws Error when a line is refused */
export async function fill(data: string, lines: Lines, say: (text: string) => void): Promise<void> {
  const server = await served(data);
  try {
    await fillThrough(server, lines, say);
    await server.caughtUp();
  } finally {
    await server.stop();
  }
}

/** The same through a server that is there; read models come after. */
export async function fillThrough(server: Served, lines: Lines, say: (text: string) => void): Promise<void> {
  const key = await server.key('fill', 'admin');
  const body = pieces(lines);
  const first = await body.next(); // a history is sorted before it begins, and a server does not wait so long for a body
  const asking = request(`${server.url}/api/v1/bulk?backfill=true`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
  });
  await Promise.all([answered(asking, say), pipeline(Readable.from(joined(first, body)), asking)]);
}

/** Takes all answers. @throws Error when a line is refused */
async function answered(asking: ClientRequest, say: (text: string) => void): Promise<void> {
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  let taken = 0;
  for await (const line of createInterface(answer)) {
    if (line === '') continue;
    if ((JSON.parse(line) as { readonly status: number }).status >= 400) throw new Error(`refused: ${line}`);
    taken += 1;
    if (taken % 50_000 === 0) say(`${taken} commands taken`);
  }
}

async function* joined(
  first: IteratorResult<string, void>,
  rest: AsyncGenerator<string, void>,
): AsyncGenerator<string> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}

/** A line is too little for a system call of its own. */
async function* pieces(lines: Lines): AsyncGenerator<string, void> {
  let piece = '';
  for await (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < 64 * 1024) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}
