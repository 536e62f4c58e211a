import type { FastifyRequest } from 'fastify';
import type { Reading } from '@dossier/engine';
import type { Instant, Text } from '@dossier/kernel';
import { principalOf } from '../edge/edge';
import { Problem } from '../edge/problem';
import type { Parameter } from '../edge/served';

const WAIT_SECONDS = 5;
const LONGEST_WAIT_SECONDS = 30;

const POSITION: Text = { zh: '回执中的 position', en: 'the position of a receipt' };

/** The reader, and its own write that the answer must include. */
export function readingOf(request: FastifyRequest, asOf?: Instant, knownAt?: Instant): Reading {
  const after = request.headers['dossier-after'];
  if (after !== undefined && (typeof after !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(after)))
    throw new Problem('request/bad-header', { header: 'Dossier-After', expected: POSITION });
  return {
    principal: principalOf(request),
    mayGoOn: () => request.place?.check(),
    waitMs: waitSeconds(request.headers['prefer']) * 1000,
    ...(after !== undefined && { after }),
    ...(asOf !== undefined && { asOf }),
    ...(knownAt !== undefined && { knownAt }),
  };
}

/** `wait` of RFC 7240, which requires to ignore unknown preferences. */
function waitSeconds(prefer: string | string[] | undefined): number {
  for (const preference of [prefer ?? []].flat().join(',').split(',')) {
    const seconds = /^\s*wait\s*=\s*"?(\d{1,6})"?\s*$/i.exec(preference)?.[1];
    if (seconds !== undefined) return Math.min(Number(seconds), LONGEST_WAIT_SECONDS);
  }
  return WAIT_SECONDS;
}

export const READ_HEADERS: readonly Parameter[] = [
  {
    name: 'Dossier-After',
    in: 'header',
    schema: { type: 'string' },
    description: {
      zh: '回执中的 position：等读模型处理到该位置后再回答，否则 504。',
      en: 'The position of a receipt: the answer waits until the read model has passed it, else 504.',
    },
  },
  {
    name: 'Prefer',
    in: 'header',
    schema: { type: 'string', examples: ['wait=5'] },
    description: {
      zh: `wait=<秒>：最多等待多久（默认 ${WAIT_SECONDS}，最多 ${LONGEST_WAIT_SECONDS}）。`,
      en: `wait=<s>: how long to wait (${WAIT_SECONDS} unless told otherwise, at most ${LONGEST_WAIT_SECONDS}).`,
    },
  },
];
