import type { FastifyReply } from 'fastify';

/** JSON of a long answer that does not change: whoever writes it anew for each reader holds everybody up. */
export const written = (answer: object): Buffer => Buffer.from(JSON.stringify(answer));

const shared = new WeakSet<Buffer>();
/** Whether all who read it have the same bytes: in memory they are there once. */
export const isShared = (bytes: Buffer): boolean => shared.has(bytes);

/** Answers with it. */
export function sendWritten(reply: FastifyReply, bytes: Buffer): Buffer {
  shared.add(bytes);
  void reply.type('application/json; charset=utf-8');
  return bytes;
}
