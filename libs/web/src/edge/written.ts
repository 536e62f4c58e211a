import type { FastifyReply } from 'fastify';

/** JSON of a long answer that does not change: whoever writes it anew for each reader holds everybody up. */
export const written = (answer: object): Buffer => Buffer.from(JSON.stringify(answer));

/** Answers with it. */
export function sendWritten(reply: FastifyReply, bytes: Buffer): Buffer {
  void reply.type('application/json; charset=utf-8');
  return bytes;
}
