import type { FastifyReply } from 'fastify';

/** JSON of a long answer that does not change: whoever writes it anew for each reader holds everybody up. */
export const written = (answer: object): Buffer => Buffer.from(JSON.stringify(answer));

const shared = new WeakSet<Buffer>();
/** Whether all who read it have the same bytes: in memory they are there once. */
export const isShared = (bytes: Buffer): boolean => shared.has(bytes);

/** Answers with bytes that all who ask for them have together. */
export function sendShared(reply: FastifyReply, bytes: Buffer, type: string): Buffer {
  shared.add(bytes);
  void reply.type(type);
  return bytes;
}
/** Answers with what was {@link written}. */
export const sendWritten = (reply: FastifyReply, bytes: Buffer): Buffer =>
  sendShared(reply, bytes, 'application/json; charset=utf-8');
