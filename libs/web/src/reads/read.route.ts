import type { Readable } from 'node:stream';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Listed } from '@dossier/engine';
import { type AnyProjectionDef, byStream, type Class, type Condition, type ReadRoute, streamOf } from '@dossier/kernel';
import { pathParameter, pathParams } from '../commands/command.route';
import { SEALED_FOR_ANALYSTS } from '../edge/disclosure';
import { Edge } from '../edge/edge';
import { Serves } from '../edge/served';
import { documentAnswer, listAnswer, listParameters } from './read.docs';
import { type Named, ReadDoor } from './read-door';
import { READ_HEADERS } from './reading';

/** A controller of a list, which may have more routes. */
export interface ListHttp {
  readonly door: ReadDoor;
  resolved(name: string, request: FastifyRequest): Promise<string>;
}

const audited = ({ personal }: Listed, action: string): { audit?: { kind: 'read'; action: string } } =>
  personal ? { audit: { kind: 'read', action } } : {};
const tagOf = (path: string): string => path.split('/')[0] ?? path;

/**
 * Serves a list by its declared fields. Path parameters are conditions on the fields of the same name.
 * @param named how its documents are named; left out: they are not read one by one
 */
export function listRoute(
  of: Listed,
  { path, by, summary, description }: ReadRoute,
  named?: Named,
): new (door: ReadDoor, edge: Edge) => ListHttp {
  const within = pathParams(path);
  const action = `GET /${path}`;
  const told = description ?? (of.shows && SEALED_FOR_ANALYSTS);

  @Controller(path)
  class Http implements ListHttp {
    constructor(
      @Inject(ReadDoor) readonly door: ReadDoor,
      @Inject(Edge) readonly edge: Edge,
    ) {}

    @Get()
    @Serves({
      by,
      ...audited(of, action),
      operation: {
        tag: tagOf(path),
        summary,
        ...(told && { description: told }),
        parameters: [...within.map(pathParameter), ...listParameters(of, named?.parameter), ...READ_HEADERS],
        answers: { 200: listAnswer(of) },
        problems: [
          403,
          406,
          504,
          ...(within.length > 0 || 'customer' in of.fields ? [404, 409] : named?.parameter === 'customer' ? [409] : []),
        ],
      },
    })
    async list(
      @Req() request: FastifyRequest,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<object | Readable> {
      const where: Condition[] = [];
      for (const field of within) where.push({ field, op: 'eq', value: await this.resolved(field, request) });
      return this.door.list(of, { within: where, ...(named && { named }) }, action, request, reply);
    }

    async resolved(name: string, request: FastifyRequest): Promise<string> {
      const given = (request.params as Readonly<Record<string, string>>)[name] ?? '';
      const id = name === 'customer' ? await this.edge.engine.customers.resolve(given) : given;
      if (name === 'customer') request.concerning = [id];
      return id;
    }
  }
  return Http;
}

/** Serves a read model: the list, and one document where the route says so. */
export function readRoute(projection: AnyProjectionDef, route: ReadRoute): Class<object> {
  const { path, by, summary, one } = route;
  if (!one) return listRoute(projection, route);

  const { parameter, of } = one;
  const action = `GET /${path}/:${parameter}`;
  const keyOf = (id: string): string => (projection.key === byStream ? streamOf(of, id) : id);
  @Controller(path)
  class OneHttp extends listRoute(projection, route, { parameter, keyOf }) {
    @Get(`:${parameter}`)
    @Serves({
      by,
      ...audited(projection, action),
      operation: {
        tag: tagOf(path),
        summary,
        ...(projection.shows && { description: SEALED_FOR_ANALYSTS }),
        parameters: [...pathParams(path), parameter].map(pathParameter).concat(READ_HEADERS),
        answers: { 200: documentAnswer(projection) },
        problems: [404, 406, 504, ...(parameter === 'customer' ? [409] : [])],
      },
    })
    async one(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
      const id = await this.resolved(parameter, request);
      return this.door.one(projection, { id, key: keyOf(id), stream: streamOf(of, id) }, action, request, reply);
    }
  }
  return OneHttp;
}
