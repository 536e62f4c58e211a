import { createHash } from 'node:crypto';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { READERS, type Role } from '@dossier/kernel';
import { Edge, principalOf } from '../edge/edge';
import { Serves } from '../edge/served';
import { sendWritten, written } from '../edge/written';
import { Parameters } from '../reads/parameters';
import { catalogueFor } from './catalogue';
import { CATALOGUE } from './catalogue.doc';

interface Known {
  readonly etag: string;
  readonly catalogue: Buffer;
}

/** Depends only on the code, so it is made once for each role. */
@Controller('catalogue')
export class CatalogueHttp {
  private readonly known = new Map<Role, Known>();

  constructor(@Inject(Edge) private readonly edge: Edge) {}

  @Get()
  @Serves({
    by: READERS,
    operation: {
      tag: 'catalogue',
      summary: { zh: '目录：全部可做、可读之事及其文字', en: 'Catalogue: all that can be done and read, in words' },
      description: {
        zh: '只含本角色可用的内容，两种语言都在其中。它不随数据变化：If-None-Match 带上次的 ETag 时回答 304。',
        en: 'What the caller’s role may use, in both languages. It does not depend on data: with the ETag of before in If-None-Match it answers 304.',
      },
      parameters: [
        {
          name: 'If-None-Match',
          in: 'header',
          description: { zh: '上次所得的 ETag。', en: 'The ETag of before.' },
          schema: { type: 'string' },
        },
      ],
      answers: {
        200: {
          description: { zh: '目录。', en: 'The catalogue.' },
          content: { 'application/json': CATALOGUE },
          headers: { ETag: { zh: '目录内容的校验值。', en: 'Validator of what is in it.' } },
        },
        304: { description: { zh: '与上次相同。', en: 'As before.' } },
      },
    },
  })
  catalogue(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Buffer | undefined {
    Parameters.of(request.url).refuseUnknown([]);
    const { etag, catalogue } = this.of(principalOf(request).role);
    void reply.headers({ etag, vary: 'authorization', 'cache-control': 'private, no-cache' });
    if (!isNamed(etag, request.headers['if-none-match'])) return sendWritten(reply, catalogue);
    void reply.code(304);
    return undefined;
  }

  private of(role: Role): Known {
    let known = this.known.get(role);
    if (!known) {
      const catalogue = written(catalogueFor(role, this.edge.engine.registry));
      const hash = createHash('sha256').update(catalogue).digest('base64url');
      known = { etag: `"${hash.slice(0, 22)}"`, catalogue };
      this.known.set(role, known);
    }
    return known;
  }
}

/** Whether a validator is among those of `If-None-Match`, compared weakly (RFC 9110, 13.1.2). */
const isNamed = (etag: string, given: string | undefined): boolean =>
  (given ?? '').split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === etag);
