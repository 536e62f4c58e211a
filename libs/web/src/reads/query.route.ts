import type { Readable } from 'node:stream';
import { Controller, Get, HttpCode, Inject, Injectable, Post, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { customerPartOf, FROM_LOG } from '@dossier/engine';
import {
  type AnyQueryDef,
  type AnyShape,
  type Class,
  onceForEach,
  type Parts,
  type QueryRoute,
  turns,
} from '@dossier/kernel';
import { type Asked, questionOf } from '../commands/buses';
import { pathParameter, pathParams, withParams, without } from '../commands/command.route';
import { bodyOf } from '../edge/body';
import { Disclosure } from '../edge/disclosure';
import { Edge, principalOf } from '../edge/edge';
import { permit } from '../edge/gate';
import { receiveJson } from '../edge/sane-json';
import { invalid } from '../edge/problem';
import { type Operation, type Parameter, Serves } from '../edge/served';
import { compileRules, describing, published, type Rules, type Schema, labelOf } from '@dossier/rules';
import { emptyRow } from './csv';
import { chosen } from './negotiation';
import { LONGEST, Parameters } from './parameters';
import { answer, AS_OF, KNOWN_AT, query, viewSchema } from './read.docs';
import { readingOf, READ_HEADERS } from './reading';
import { reportName } from './report-name';
import { ROW_TYPES, rowsRead, streamRows } from './rows';

const rulesOf = onceForEach((def: AnyQueryDef): Rules => {
  const rules = compileRules(def.params as Class<object>);
  mustHaveNoInstants(def, rules);
  return rules;
});
/** Refuses instants in rules: rules do not know the company's zone, so they cannot say what a day means. */
function mustHaveNoInstants({ name }: AnyQueryDef, { schema }: Rules): void {
  const fields = Object.entries(schema['properties'] as Readonly<Record<string, Schema>>);
  const own = fields.find(
    ([field, { 'x-instant': isInstant }]) => ['asOf', 'knownAt'].includes(field) || isInstant === true,
  );
  if (own) throw new Error(`${name}: ${own[0]} is an instant; queries have asOf, which the door reads`);
}
const fieldsOf = (def: AnyQueryDef): Readonly<Record<string, Schema>> =>
  rulesOf(def).schema['properties'] as Readonly<Record<string, Schema>>;

/** The instants that the door reads for it. */
const momentsOf = ({ ofNow, asKnown }: AnyQueryDef): readonly Parameter[] => [
  ...(ofNow ? [] : [AS_OF]),
  ...(asKnown ? [KNOWN_AT] : []),
];
/** `asOf`, `as-of` */
const spellings = ({ name }: Parameter): readonly string[] => [
  name,
  name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
];

/** What would be posted, as a parameter: a link has no body. */
const BODY = 'body';
const isPosted = ({ route }: AnyQueryDef): boolean => route?.posted !== undefined;

/** Rows of a report written at once. */
const ROWS_A_PIECE = 500;

/** Most customers in one record of a read. */
const SUBJECTS_A_NOTE = 100;

/** Sends queries: parameters of the URL become those of the query. */
@Injectable()
export class QueryDoor {
  constructor(
    @Inject(QueryBus) private readonly bus: QueryBus,
    @Inject(Edge) private readonly edge: Edge,
  ) {}

  async ask(
    def: AnyQueryDef,
    action: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<object | Readable> {
    permit(principalOf(request), def.by);
    const type = chosen(request.headers.accept, ROW_TYPES);
    const parameters = Parameters.of(request.url);
    const fields = fieldsOf(def);
    const moments = momentsOf(def);
    const own = isPosted(def) ? (request.method === 'POST' ? [] : [BODY]) : Object.keys(fields);
    parameters.refuseUnknown([...own, ...moments.flatMap(spellings)]);
    const { name: zone } = this.edge.engine.zone;
    const [asOf, knownAt] = [AS_OF, KNOWN_AT].map((moment) =>
      moments.includes(moment) ? parameters.moment(moment, zone) : undefined,
    );
    const params = await (isPosted(def)
      ? this.posted(def, parameters, request)
      : this.params(def, parameters, request));
    const { registry } = this.edge.engine;
    const { shows, named, shape } = registry.answerOf(def);
    const personal = named !== undefined || def.over.some((projection) => projection.personal);
    if (personal) this.edge.personal();
    const reading = readingOf(request, asOf, knownAt);
    const question = new (questionOf(def))(params, reading);
    const disclosure = Disclosure.to(principalOf(request), this.edge.engine);
    const found = await this.edge.read(reply, reading, knownAt === undefined ? def.over : FROM_LOG, () =>
      this.bus.execute<Asked, object>(question),
    );
    const shown = disclosure.view(found, shows);
    if (personal) this.record(action, request, shown, parameters.names);
    void reply.header('vary', 'accept');
    if (type === 'application/json') return shown;
    const long = this.edge.answers.begin('export', request, reply);
    const rows = rowsOf(shown);
    const scan = async function* (): AsyncGenerator<readonly object[]> {
      for (let from = 0; from === 0 || from < rows.length; from += ROWS_A_PIECE) {
        if (from > 0) await turns.next();
        yield rows.slice(from, from + ROWS_A_PIECE);
      }
    };
    return streamRows(reply, type, reportName(def), long, { scan, empty: emptyRow(partsOfRow(shape)) });
  }

  /** Records a report in several records, so that all its customers are named and an audit of one finds it. */
  private record(action: string, request: FastifyRequest, answer: object, asked: readonly string[]): void {
    const rows = rowsOf(answer);
    const subjects = [...new Set([...request.concerning, ...rows.flatMap(customerOf)])];
    const detail = `${rowsRead(rows)} ${asked.join(' ')}`.trim();
    for (let from = 0; from === 0 || from < subjects.length; from += SUBJECTS_A_NOTE)
      this.edge.note(principalOf(request), {
        kind: 'read',
        action,
        subjects: subjects.slice(from, from + SUBJECTS_A_NOTE),
        detail,
      });
  }

  private async params(def: AnyQueryDef, parameters: Parameters, request: FastifyRequest): Promise<object> {
    const rules = rulesOf(def);
    const given: Record<string, unknown> = {};
    for (const [name, schema] of Object.entries(fieldsOf(def))) {
      const path = (request.params as Readonly<Record<string, string>>)[name];
      const texts = path === undefined ? parameters.all(name) : [path];
      if (texts.length > 0)
        given[name] = typed(schema, texts.length > 1 || schema['type'] === 'array' ? texts : (texts[0] as string));
    }
    const errors = rules.check(given);
    if (errors.length > 0) throw invalid(errors.map((error) => ({ ...error, pointer: `?${error.pointer.slice(1)}` })));
    return this.asked(def, given, request);
  }

  private posted(def: AnyQueryDef, parameters: Parameters, request: FastifyRequest): Promise<object> {
    const linked = request.method === 'POST' ? undefined : (parameters.one(BODY) ?? '{}');
    const { value, nodes } = linked === undefined ? bodyOf(request) : receiveJson(Buffer.from(linked));
    const given = withParams(value, request.params as Readonly<Record<string, string>>);
    const errors = rulesOf(def).check(given, nodes);
    if (errors.length > 0) throw invalid(errors);
    return this.asked(def, given, request);
  }

  /** The parameters as the query gets them: of a customer its id. */
  private async asked(def: AnyQueryDef, given: Record<string, unknown>, request: FastifyRequest): Promise<object> {
    const { customer } = given;
    if (typeof customer === 'string') {
      given['customer'] = await this.edge.engine.customers.resolve(customer);
      request.concerning = [given['customer'] as string];
    }
    return Object.assign(new (def.params as new () => object)(), given);
  }
}

/** A text converted to the schema's type; an unfit one stays a text, and the rules refuse it. */
function typed(schema: Schema, given: string | readonly string[]): unknown {
  if (typeof given !== 'string')
    return given.flatMap((text) => text.split(',')).map((text) => typed((schema['items'] ?? {}) as Schema, text));
  switch (schema['type']) {
    case 'integer':
    case 'number':
      return /^-?\d{1,15}(\.\d{1,15})?$/.test(given) ? Number(given) : given;
    case 'boolean':
      return given === 'true' ? true : given === 'false' ? false : given;
    default:
      return given;
  }
}

/** The rows of an answer: its `rows` or `items`, itself when it is a list, or the one row that it is. */
function rowsOf(answer: unknown): readonly object[] {
  if (Array.isArray(answer)) return answer as object[];
  const { rows, items } = answer as { readonly rows?: unknown; readonly items?: unknown };
  for (const list of [rows, items]) if (Array.isArray(list)) return list as object[];
  return [answer as object];
}

/** The parts of a row: of its `rows` or `items`, or of the one row that it is. */
const partsOfRow = ({ parts = {} }: Partial<AnyShape> = {}): Parts =>
  [parts['rows'], parts['items']].find((part) => part?.kind === 'rows')?.parts ?? parts;

/** The customer of a row. */
function customerOf(row: object): readonly string[] {
  const { customer } = row as { readonly customer?: unknown };
  return typeof customer === 'string' ? [customer] : [];
}

export function queryParameters(
  def: AnyQueryDef,
  inPath: readonly string[],
  { isLinked = false }: { readonly isLinked?: boolean } = {},
): readonly Parameter[] {
  const fields = isPosted(def) ? {} : fieldsOf(def);
  const { required = [] } = rulesOf(def).schema as { readonly required?: readonly string[] };
  return [
    ...inPath.map(pathParameter),
    ...Object.entries(fields)
      .filter(([name]) => !inPath.includes(name))
      .map(([name, schema]) => ({
        ...query(
          name,
          describing(labelOf((def.params as Class<object>).name, name, schema), schema),
          published(schema) as Schema,
        ),
        required: required.includes(name),
      })),
    ...(isLinked
      ? [
          query(
            BODY,
            {
              zh: `与 POST 的请求体相同的 JSON，不超过 ${LONGEST} 个字符；更长的用 POST。`,
              en: `The JSON that is the body of the POST, ${LONGEST} characters at most; what is longer is posted.`,
            },
            { type: 'string' },
          ),
        ]
      : []),
    ...momentsOf(def),
    ...READ_HEADERS,
  ];
}

/** @param example of what is posted, with the parameters of the path */
function exampled(parameter: Parameter, example: QueryRoute['posted'], params: readonly string[]): Parameter {
  if (example === undefined || (parameter.in !== 'path' && parameter.name !== BODY)) return parameter;
  const value = parameter.in === 'path' ? example[parameter.name] : JSON.stringify(unpathed(example, params));
  return { ...parameter, schema: { ...parameter.schema, examples: [value] } };
}
/** Without what the path has. */
const unpathed = (example: object, params: readonly string[]): object =>
  Object.fromEntries(Object.entries(example).filter(([name]) => !params.includes(name)));

/** What is posted. */
function bodyDoc(def: AnyQueryDef, params: readonly string[], example: object): NonNullable<Operation['body']> {
  const { schema, definitions } = rulesOf(def);
  return {
    type: 'application/json',
    schema: without(schema, params),
    definitions,
    example: unpathed(example, params),
  };
}

/** What is posted can be got too, by a link that a person can follow or send. */
export const queryRoutes = (def: AnyQueryDef, { posted, ...route }: QueryRoute): readonly Class<object>[] =>
  posted === undefined
    ? [queryRoute(def, route)]
    : [queryRoute(def, { ...route, posted }), queryRoute(def, route, posted)];

/**
 * Serves a query; path parameters are its parameters of the same name, `customer` one by id or external id.
 * @param linked an example of what a link has in its parameter {@link BODY}
 */
function queryRoute(
  def: AnyQueryDef,
  { path, description, posted }: QueryRoute,
  linked?: QueryRoute['posted'],
): Class<object> {
  const params = pathParams(path);
  const action = `${posted ? 'POST' : 'GET'} /${path}`;

  @Controller(path)
  class QueryHttp {
    constructor(@Inject(QueryDoor) private readonly door: QueryDoor) {}

    @(posted ? Post() : Get())
    @HttpCode(200)
    @Serves({
      by: def.by,
      ...((customerPartOf(def) !== undefined || def.over.some(({ personal }) => personal)) && {
        audit: { kind: 'read', action },
      }),
      ...(posted && { takes: 'application/json' as const }),
      operation: {
        tag: path.split('/')[0] ?? path,
        summary: def.title,
        ...(description && { description }),
        parameters: queryParameters(def, params, { isLinked: linked !== undefined }).map((each) =>
          exampled(each, posted ?? linked, params),
        ),
        ...(posted && { body: bodyDoc(def, params, posted) }),
        answers: { 200: answer({ zh: '回答。', en: 'The answer.' }, viewSchema(def)) },
        problems: [404, 406, 504],
        refuses: def.refuses ?? [],
      },
    })
    ask(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object | Readable> {
      return this.door.ask(def, action, request, reply);
    }
  }
  return QueryHttp;
}
