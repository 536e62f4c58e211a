import type { Readable } from 'node:stream';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type AnyProjectionDef,
  type Class,
  type Condition,
  type Role,
  type StateDef,
  streamOf,
  type Text,
} from '@dossier/kernel';
import { pathParameter, pathParams } from '../commands/command.route';
import { SEALED_FOR_ANALYSTS } from '../edge/disclosure';
import { Edge } from '../edge/edge';
import { Serves } from '../edge/served';
import { LIST_ANSWER, listParameters, ONE_ANSWER } from './read.docs';
import { ReadDoor } from './read-door';
import { READ_HEADERS } from './reading';

export interface ReadRouteOptions {
  readonly summary: Text;
  readonly by: readonly Role[];
  /** Serves one document at `<path>/:param`; `:customer` is a customer by id or external id. */
  readonly one?: `:${string}`;
  /** The document's key, of the parameter; left out: the parameter itself. */
  readonly key?: (param: string) => string;
  /** The aggregate whose document `one` is: its own stream gives the revision. Needed where there is `one`. */
  readonly of?: Pick<StateDef<never, never>, 'category'>;
  /** Serves the list at `<path>`. Left out: when there is no `one`. */
  readonly list?: boolean;
}

/**
 * Serves a read model: a list by its declared fields, one document, or both. Path parameters of a list are conditions
 * on the fields of the same name.
 * @param path under the API's prefix, `orders` or `customers/:customer/orders`
 */
export function readRoute(path: string, projection: AnyProjectionDef, options: ReadRouteOptions): Class<object> {
  const { one, by, summary } = options;
  const within = pathParams(path);
  const foreign = within.find((name) => !Object.hasOwn(projection.fields as object, name));
  if (foreign !== undefined) throw new Error(`${path}: ${projection.name} has no field ${foreign}`);
  const tag = path.split('/')[0] ?? path;
  const audited = (action: string): { audit?: { kind: 'read'; action: string } } =>
    projection.personal ? { audit: { kind: 'read', action } } : {};
  const listAction = `GET /${path}`;
  const oneAction = `GET /${path}/${one ?? ''}`;

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

  if (options.list ?? one === undefined) {
    class ListHttp extends ReadHttp {
      @Get()
      @Serves({
        by,
        ...audited(listAction),
        operation: {
          tag,
          summary,
          ...(projection.shows && { description: SEALED_FOR_ANALYSTS }),
          parameters: [...within.map(pathParameter), ...listParameters(projection), ...READ_HEADERS],
          answers: { 200: LIST_ANSWER },
          problems: [403, 406, 503, 504, ...(within.length > 0 || 'customer' in projection.fields ? [404, 409] : [])],
        },
      })
      async list(
        @Req() request: FastifyRequest,
        @Res({ passthrough: true }) reply: FastifyReply,
      ): Promise<object | Readable> {
        const where: Condition[] = [];
        for (const field of within) where.push({ field, op: 'eq', value: await this.resolved(field, request) });
        return this.door.list(projection, where, listAction, request, reply);
      }
    }
    return one === undefined ? ListHttp : withOne(ListHttp, one);
  }
  return withOne(ReadHttp, one);

  function withOne(base: typeof ReadHttp, param: string): Class<object> {
    const { of } = options;
    if (!of) throw new Error(`${path}/${param} does not say whose revision it gives`);
    const stream = (id: string): string => streamOf(of, id);
    const name = param.slice(1);
    @Controller(path)
    class OneHttp extends base {
      @Get(param)
      @Serves({
        by,
        ...audited(oneAction),
        operation: {
          tag,
          summary,
          ...(projection.shows && { description: SEALED_FOR_ANALYSTS }),
          parameters: [...within, name].map(pathParameter).concat(READ_HEADERS),
          answers: { 200: ONE_ANSWER },
          problems: [404, 406, 503, 504, ...(name === 'customer' ? [409] : [])],
        },
      })
      async one(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
        const id = await this.resolved(name, request);
        const document = { key: options.key?.(id) ?? id, stream: stream(id) };
        return this.door.one(projection, document, oneAction, request, reply);
      }
    }
    return OneHttp;
  }
}
