import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { whoAsks } from './answers';
import type { Limits } from './limits';
import { LARGEST_BODY, Problem } from './problem';
import { answerNoRequest } from './problem.filter';
import { type Received, receiveJson } from './sane-json';
import type { Served } from './served';
import type { Shares } from './shares';
import { isClosed, whenClosed } from './when-closed';

const NOTHING: Received = Object.freeze({ value: {}, nodes: 1 });
const LINES = 'application/x-ndjson';
const JSON_TYPE = 'application/json';
/** The button of the sign-in page: all its data is in the URL. */
const FORM = 'application/x-www-form-urlencoded';
/** Most bytes of it. */
const LARGEST_FORM = 1024;
const takes = ({ routeOptions }: FastifyRequest, type: Served['takes']): boolean =>
  routeOptions.config.served?.takes === type;
const takesLines = (request: FastifyRequest): boolean => takes(request, LINES);
/** The body of who sends none, whatever type they say it has. */
const nothing = (request: FastifyRequest): Received | Readable => (takesLines(request) ? Readable.from([]) : NOTHING);

/** Parses bodies: JSON whole and checked, NDJSON as a stream. What is of another type than the route takes is empty: the gate refused the rest. */
export function installBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>(
    JSON_TYPE,
    { parseAs: 'buffer', bodyLimit: LARGEST_BODY },
    (request, bytes, done) => {
      try {
        done(null, bytes.length === 0 || !takes(request, JSON_TYPE) ? nothing(request) : receiveJson(bytes));
      } catch (error) {
        done(error as Error);
      }
    },
  );
  fastify.addContentTypeParser(LINES, (request, stream, done) => done(null, takesLines(request) ? stream : NOTHING));
  fastify.addContentTypeParser<Buffer>(FORM, { parseAs: 'buffer', bodyLimit: LARGEST_FORM }, (request, _bytes, done) =>
    done(null, nothing(request)),
  );
}

/** Smaller bodies need not wait for room. */
const SMALL = 16_384;

/**
 * Before a byte of the body is read: waits for room, held until the answer ends, and limits its time. NDJSON is a
 * stream, without these limits.
 * @throws Problem `request/no-room`
 */
export async function holdBody(
  request: FastifyRequest,
  reply: FastifyReply,
  { bodies, limits }: { readonly bodies: Shares; readonly limits: Pick<Limits, 'bodyMs' | 'turnMs'> },
): Promise<void> {
  const { 'content-length': length, 'transfer-encoding': chunked } = request.headers;
  const most = takes(request, FORM) ? LARGEST_FORM : LARGEST_BODY; // anybody may send a form: it takes no room of others
  const bytes = Math.min(chunked === undefined ? Number(length ?? 0) : most, most);
  if (bytes === 0 || takesLines(request)) return;
  const who = whoAsks(request);
  if (bytes > SMALL) {
    const whenGone = (over: () => void): (() => void) => whenClosed(reply.raw, over);
    if (!(await bodies.take(who, bytes, { withinMs: limits.turnMs, whenGone })))
      throw isClosed(reply.raw)
        ? new Problem('request/gone')
        : new Problem('request/no-room', { bytes: bodies.taken, own: bodies.takenBy(who) });
    whenClosed(reply.raw, () => bodies.give(who, bytes)); // also if the caller left while waiting
  }
  const timer = setTimeout(() => late(request, reply), limits.bodyMs).unref();
  const arrived = (): void => clearTimeout(timer);
  request.raw.once('end', arrived);
  reply.raw.once('finish', arrived);
  whenClosed(reply.raw, arrived); // the timer would keep an ended request in memory
}

function late({ raw, language }: FastifyRequest, reply: FastifyReply): void {
  if (raw.complete) return; // it has arrived and waits to be read
  if (!reply.raw.headersSent) answerNoRequest({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }, raw.socket, language);
  raw.socket.destroySoon();
}

/** The JSON body of a request; without body `{}`. */
export const bodyOf = (request: { readonly body: unknown }): Received =>
  (request.body as Received | undefined) ?? NOTHING;
