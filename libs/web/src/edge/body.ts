import type { FastifyInstance } from 'fastify';
import { LARGEST_BODY } from './problem';
import { type Received, receiveJson } from './sane-json';

const NOTHING: Received = Object.freeze({ value: {}, nodes: 1 });

/** How bodies are read: JSON whole and checked, NDJSON as it comes. */
export function installBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer', bodyLimit: LARGEST_BODY },
    (_request, bytes, done) => {
      try {
        done(null, bytes.length === 0 ? NOTHING : receiveJson(bytes));
      } catch (error) {
        done(error as Error);
      }
    },
  );
  fastify.addContentTypeParser('application/x-ndjson', (_request, stream, done) => done(null, stream));
  fastify.addContentTypeParser<Buffer>(
    'application/x-www-form-urlencoded', // the button of the sign-in page: it says all in its URL
    { parseAs: 'buffer', bodyLimit: 1024 },
    (_request, _bytes, done) => done(null, NOTHING),
  );
}

/** The JSON body of a request; without body `{}`. */
export const bodyOf = (request: { readonly body: unknown }): Received =>
  (request.body as Received | undefined) ?? NOTHING;
