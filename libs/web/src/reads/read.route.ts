import type { Readable } from 'node:stream';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AnyProjectionDef, byStream, type Class, type Condition, type ReadRoute, streamOf } from '@dossier/kernel';
import { pathParameter, pathParams } from '../commands/command.route';
import { SEALED_FOR_ANALYSTS } from '../edge/disclosure';
import { Edge } from '../edge/edge';
import { Serves } from '../edge/served';
import { documentAnswer, listAnswer, listParameters } from './read.docs';
import { ReadDoor } from './read-door';
import { READ_HEADERS } from './reading';

/**
 * Serves a read model: the list by its declared fields, and one document where the route says so. Path parameters of a
 * list are conditions on the fields of the same name.
 */
export function readRoute(projection: AnyProjectionDef, route: ReadRoute): Class<object> {
  const { path, by, summary, one } = route;
  const within = pathParams(path);
  const tag = path.split('/')[0] ?? path;
  const audited = (action: string): { audit?: { kind: 'read'; action: string } } =>
    projection.personal ? { audit: { kind: 'read', action } } : {};
  const listAction = `GET /${path}`;
  const keyOf = (id: string): string => (one && projection.key === byStream ? streamOf(one.of, id) : id);

  @Controller(path)
  class ReadHttp {
    constructor(
      @Inject(ReadDoor) protected readonly door: ReadDoor,
      @Inject(Edge) protected readonly edge: Edge,
    ) {}

    protected async resolved(name: string, request: FastifyRequest): Promise<string> {
      const given = (request.params as Readonly<Record<string, string>>)[name] ?? '';
      const id = name === 'customer' ? await this.edge.engine.customers.resolve(given) : given;
      if (name === 'customer') request.concerning = [id];
      return id;
    }
  }

  class ListHttp extends ReadHttp {
    @Get()
    @Serves({
      by,
      ...audited(listAction),
      operation: {
        tag,
        summary,
        ...(projection.shows && { description: SEALED_FOR_ANALYSTS }),
        parameters: [...within.map(pathParameter), ...listParameters(projection, one !== undefined), ...READ_HEADERS],
        answers: { 200: listAnswer(projection) },
        problems: [403, 406, 503, 504, ...(within.length > 0 || 'customer' in projection.fields ? [404, 409] : [])],
      },
    })
    async list(
      @Req() request: FastifyRequest,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<object | Readable> {
      const where: Condition[] = [];
      for (const field of within) where.push({ field, op: 'eq', value: await this.resolved(field, request) });
      return this.door.list(projection, { within: where, ...(one && { keyOf }) }, listAction, request, reply);
    }
  }
  if (!one) return ListHttp;

  const { parameter, of } = one;
  const oneAction = `GET /${path}/:${parameter}`;
  @Controller(path)
  class OneHttp extends ListHttp {
    @Get(`:${parameter}`)
    @Serves({
      by,
      ...audited(oneAction),
      operation: {
        tag,
        summary,
        ...(projection.shows && { description: SEALED_FOR_ANALYSTS }),
        parameters: [...within, parameter].map(pathParameter).concat(READ_HEADERS),
        answers: { 200: documentAnswer(projection) },
        problems: [404, 406, 503, 504, ...(parameter === 'customer' ? [409] : [])],
      },
    })
    async one(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
      const id = await this.resolved(parameter, request);
      const document = { key: keyOf(id), stream: streamOf(of, id) };
      return this.door.one(projection, document, oneAction, request, reply);
    }
  }
  return OneHttp;
}
