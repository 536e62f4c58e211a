import type { FastifyReply } from 'fastify';
import type { AnswerDoc } from '../edge/served';
import type { Schema } from '@dossier/rules';

export interface Revised {
  /** Revision of the aggregate's own stream that the document shows; null: the stream is empty. */
  readonly revision: number | null;
}

/**
 * The document of an aggregate with its revision, also as `ETag`, for `If-Match` of a command. Never answers 304: at
 * the same revision it may look different for another role, under another policy, or after changes in another stream.
 */
export function revised<D extends object>(reply: FastifyReply, revision: number | null, document: D): D & Revised {
  if (revision !== null) void reply.header('etag', `"${revision}"`);
  return { ...document, revision };
}

export const REVISION: Schema = {
  type: ['integer', 'null'],
  description:
    'Of the aggregate’s own stream, as shown here; the ETag in quotes; for If-Match of a command on it. null: nothing was recorded. · 该聚合自身事件流的版本（以此处所示为准），即 ETag，可用于命令的 If-Match；null 表示尚无记录。',
};
export const REVISION_HEADER: NonNullable<AnswerDoc['headers']> = {
  ETag: {
    zh: '该聚合自身事件流的版本，可用于 If-Match；不用于缓存：不理会 If-None-Match，不会回答 304，因为同一版本在不同角色、政策下所示可能不同。',
    en: 'Revision of the aggregate’s own stream, for If-Match; no validator of a cache: If-None-Match is not looked at and 304 never answered, for the same revision may look different to another role or under another policy.',
  },
};
