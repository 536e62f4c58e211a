import { Controller, Inject, Post, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Receipt } from '@dossier/engine';
import type { AnyCommandDef, Class, CommandRoute } from '@dossier/kernel';
import { bodyOf } from '../edge/body';
import { principalOf } from '../edge/edge';
import { invalid, Problem } from '../edge/problem';
import { type Parameter, Serves } from '../edge/served';
import { Parameters } from '../reads/parameters';
import type { Schema } from '@dossier/rules';
import { CommandDoor } from './command-door';
import { commandRules } from './command-rules';
import { sentByHeaders } from './envelope';
import { COMMAND_HEADERS, RECEIPTS } from './receipt.doc';

const NO_REVISION = {
  pointer: 'If-Match',
  code: 'not-taken-here',
  detail: {
    zh: '此处不接受：所作更改记录在共用的事件流中，不属于该单据的版本。',
    en: 'is not taken here: what this changes is kept in a stream of its own, not in that of the document.',
  },
};

/** Serves a command where its route says. The body is the command; path parameters are its fields of the same name. */
export function commandRoute(def: AnyCommandDef, route: CommandRoute): Class<object> {
  const { path, method = 'post', description, example, sharesStream = false } = route;
  const params = pathParams(path);
  const given = example as Readonly<Record<string, unknown>>;
  const { rules } = commandRules(def);

  @Controller(path)
  class CommandHttp {
    constructor(@Inject(CommandDoor) private readonly door: CommandDoor) {}

    @(method === 'put' ? Put() : Post())
    @Serves({
      by: def.by,
      audit: { kind: 'command', action: def.name },
      takes: 'application/json',
      operation: {
        tag: def.name.split('.')[0] ?? def.name,
        summary: def.title,
        ...(description && { description }),
        parameters: [
          ...params.map((name) => ({ ...pathParameter(name), schema: { type: 'string', examples: [given[name]] } })),
          ...COMMAND_HEADERS.filter(({ name }) => !sharesStream || name !== 'If-Match'),
        ],
        body: {
          type: 'application/json',
          schema: without(rules.schema, params),
          definitions: rules.definitions,
          example: Object.fromEntries(Object.entries(given).filter(([name]) => !params.includes(name))),
        },
        answers: RECEIPTS,
        problems: [404, 409, 412, 422, ...(def.customer === undefined ? [] : [504])],
        refuses: def.refuses ?? [],
      },
    })
    async receive(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Receipt> {
      Parameters.of(request.url).refuseUnknown([]); // a caller of ?dryRun must not find it done
      if (sharesStream && request.headers['if-match'] !== undefined) throw invalid([NO_REVISION]);
      const { value, nodes } = bodyOf(request);
      const fields = withParams(value, request.params as Readonly<Record<string, string>>);
      const arrival = { principal: principalOf(request), ...sentByHeaders(request.headers) };
      const admitted = this.door.admit(def, { value: fields, nodes }, arrival);
      const { receipt, created, replayed } = await this.door.sendFor(request, admitted);
      void reply.code(created ? 201 : 200);
      if (receipt.revision >= 0 && !sharesStream) void reply.header('etag', `"${receipt.revision}"`);
      if (replayed) void reply.header('idempotency-replayed', 'true');
      return receipt;
    }
  }
  return CommandHttp;
}

export const pathParams = (path: string): readonly string[] =>
  [...path.matchAll(/:([A-Za-z]\w*)/g)].map(([, name]) => name as string);

export const pathParameter = (name: string): Parameter => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string' },
  description:
    name === 'customer'
      ? { zh: '客户编号、外部编号，或“来源：外部编号”。', en: 'A customer by id, external id, or source:external id.' }
      : { zh: '编号。', en: 'Its id.' },
});

/** A field may be in the path or in the body; in both it must be equal. */
export function withParams(body: unknown, params: Readonly<Record<string, string>>): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Problem('request/not-an-object');
  const fields = body as Readonly<Record<string, unknown>>;
  for (const [name, value] of Object.entries(params))
    if (fields[name] !== undefined && fields[name] !== null && fields[name] !== value)
      throw invalid([
        {
          pointer: `/${name}`,
          code: 'not-as-in-path',
          detail: { zh: '与网址中的值不同；此处可省略。', en: 'differs from the path; it may be left out here.' },
        },
      ]);
  return { ...fields, ...params }; // all requests without a body have the same one
}

/** The schema of a body without what is in the path. */
export function without(schema: Schema, params: readonly string[]): Schema {
  const { properties, required } = schema as {
    readonly properties: Readonly<Record<string, Schema>>;
    readonly required: readonly string[];
  };
  const needed = required.filter((name) => !params.includes(name));
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !params.includes(name))),
    ...(needed.length > 0 && { required: needed }),
  };
}
