import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import {
  enumerated,
  type Label,
  type Language,
  LongWork,
  type RefusalKind,
  statusOf,
  type Text,
  turns,
} from '@dossier/kernel';
import { describing, published, type Schema } from '@dossier/rules';
import {
  type AnswerDoc,
  documentedRoutes,
  type Edge,
  type Operation,
  type Parameter,
  PREFIX,
  Problem,
  type Route,
  sendShared,
  TITLES,
  written,
} from '@dossier/web';
import { docsFile } from './docs-files';
import { docsPage } from './docs-page';

type Published = NonNullable<OpenAPIObject['components']>;
/** What several routes have in common, by its name. */
interface Components {
  readonly schemas: Record<string, unknown>;
  readonly responses: Record<string, unknown>;
}

/** Both languages in one document: clients are generated from it whatever their developer speaks. */
const both = ({ zh, en }: Text): string => (zh === en ? en : `${en}${BETWEEN}${zh}`);
const BETWEEN = ' · ';

/** The document as it is sent; readers of Chinese get their language first. */
export async function writtenApi(edge: Edge): Promise<Readonly<Record<Language, Buffer>>> {
  const document = await openApi(edge);
  const zh = JSON.stringify(document, (name, value: unknown) =>
    typeof value === 'string' && (name === 'summary' || name === 'description') ? turned(value) : value,
  );
  await turns.next();
  return { en: written(document), zh: Buffer.from(zh) };
}
/** Line by line: a code that stands before the words of a line stays there. */
const turned = (words: string): string =>
  words.replaceAll(
    /^(- `[^`]*`: )?(.*)$/gm,
    (_, code: string | undefined, line: string) => (code ?? '') + line.split(BETWEEN).reverse().join(BETWEEN),
  );

const PROBLEM: Schema = {
  type: 'object',
  title: 'Problem',
  description:
    'Problem details (RFC 9457). Codes never change; title and detail follow Accept-Language. · 问题详情；code 不变，文字随 Accept-Language。',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'The request; give it to the operator. · 请求编号。' },
    code: { type: 'string', examples: ['request/invalid', 'command/exists'] },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'code', 'detail'],
        properties: {
          pointer: {
            type: 'string',
            description:
              'JSON pointer into the body, or ?parameter. · 指向请求体的 JSON 指针，或查询参数名（如 ?asOf）。',
          },
          code: { type: 'string' },
          detail: { type: 'string' },
        },
      },
    },
  },
};

/** The document of all routes, made of what each says of itself: it is long, and others run meanwhile. */
export async function openApi(edge: Edge): Promise<OpenAPIObject> {
  const work = new LongWork();
  const components: Components = { schemas: { Problem: PROBLEM }, responses: {} };
  const paths: Record<string, Record<string, unknown>> = {};
  const routes = documentedRoutes(edge);
  for (const route of onePathEach(routes)) {
    const path = route.url.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, components) };
    await work.yieldIfDue();
  }
  dropUnused(components, paths);
  const base = new DocumentBuilder()
    .setTitle('Dossier')
    .setDescription(
      both({
        zh: '以事件记录大客户业务：每件事只写一次，其余皆由此推导。',
        en: 'Key accounts as events: written once, everything else derived.',
      }),
    )
    .setVersion(edge.version)
    .setOpenAPIVersion('3.1.0')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/', both({ zh: '提供本文档的服务器', en: 'The server that gave this document' }))
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'dsk_…', description: 'API key' }, 'key');
  const used = new Set(routes.map(({ served }) => served.operation.tag));
  for (const { name, title } of edge.engine.registry.contexts) if (used.has(name)) base.addTag(name, both(title));
  return {
    ...base.build(),
    paths,
    components: { ...base.build().components, ...(components as Published) },
  };
}

/** A path that differs from another by the names of its parameters alone is the same path to clients: it gets those names. */
function onePathEach(routes: readonly Route[]): readonly Route[] {
  const known = new Map<string, readonly string[]>();
  return routes.map((route) => {
    const names = [...route.url.matchAll(/:(\w+)/g)].map(([, name]) => name as string);
    const shape = route.url.replaceAll(/:\w+/g, ':');
    const first = known.get(shape) ?? names;
    known.set(shape, first);
    const renamed = new Map(names.map((name, i) => [name, first[i] ?? name]));
    const { operation: told } = route.served;
    const parameters = (told.parameters ?? []).map((each) =>
      each.in === 'path' ? { ...each, name: renamed.get(each.name) ?? each.name } : each,
    );
    const url = route.url.replaceAll(/:(\w+)/g, (_, name: string) => `:${renamed.get(name) ?? name}`);
    return { ...route, url, served: { ...route.served, operation: { ...told, parameters } } };
  });
}

/** A body stands where it is sent; only what it refers to is a component. */
function dropUnused({ schemas, responses }: Components, paths: object): void {
  for (let dropped = true; dropped;) {
    const text = JSON.stringify([schemas, responses, paths]);
    const used = new Set([...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name));
    const unused = Object.keys(schemas).filter((name) => !used.has(name));
    for (const name of unused) Reflect.deleteProperty(schemas, name);
    dropped = unused.length > 0;
  }
}

/** A key; from this machine none, where the route is `local`; none at all. */
const securityOf = ({ by }: Route['served']): readonly object[] => {
  if (by === 'everyone') return [];
  return by === 'local' ? [{ key: [] }, {}] : [{ key: [] }];
};

function operation({ method, url, served }: Route, components: Components): object {
  const { by } = served;
  const { tag, summary, description, parameters = [], body, answers, problems = [], refuses = [] } = served.operation;
  const refused = refuses.flatMap(Object.entries<RefusalKind>);
  for (const [name, schema] of body?.definitions ?? []) components.schemas[name] = publish(schema);
  const keyed = by !== 'everyone';
  const failures = new Set([
    ...(url.startsWith(`/${PREFIX}`) ? [400, 429, 500, 503] : []),
    ...(url.includes(':') ? [414] : []),
    ...(method === 'GET' ? [] : [413, 415]),
    ...(keyed ? [401, 403] : []),
    ...problems,
    ...refused.map(([, kind]) => statusOf(kind)),
  ]);
  return {
    operationId: `${method.toLowerCase()} ${url.replace(`/${PREFIX}`, '')}`.replaceAll(
      /[^A-Za-z0-9]+(\w)?/g,
      (_, next?: string) => next?.toUpperCase() ?? '',
    ),
    tags: [tag],
    summary: both(summary),
    ...((description ?? keyed) && {
      description: [description && both(description), keyed && roles(served)].filter(Boolean).join('\n\n'),
    }),
    ...(parameters.length > 0 && { parameters: parameters.map(parameter) }),
    ...(body && { requestBody: requestBody(body) }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, response(answer, components)])),
      ...Object.fromEntries(
        [...failures]
          .filter((status) => !(status in answers))
          .sort()
          .map((status) => [
            status,
            failure(
              status,
              refused.filter(([, kind]) => statusOf(kind) === status),
              components,
            ),
          ]),
      ),
    },
    security: securityOf(served),
  };
}

const roles = ({ by }: Route['served']): string =>
  Array.isArray(by)
    ? both(rolesOf(['admin', ...(by as readonly string[])]))
    : both({ zh: '本机无需密钥', en: 'From this machine without a key' });
const rolesOf = (by: readonly string[]): Text => ({
  zh: `角色：${enumerated(by).zh}`,
  en: `Roles: ${enumerated(by).en}`,
});

const parameter = ({ name, in: where, description, schema, required = false }: Parameter): object => ({
  name,
  in: where,
  required,
  description: both(description),
  schema: publish(schema),
});

const requestBody = ({ type, schema, example }: NonNullable<Operation['body']>): object => ({
  required: true,
  content: { [type]: { schema: publish(schema), ...(example !== undefined && { example }) } },
});

function response({ description, content, headers }: AnswerDoc, { schemas }: Components): object {
  for (const { $defs = {} } of Object.values(content ?? {}))
    for (const [name, schema] of Object.entries($defs as Readonly<Record<string, Schema>>))
      schemas[name] = publish(schema);
  return {
    description: both(description),
    ...(content && {
      content: Object.fromEntries(
        Object.entries(content).map(([type, schema]) => [type, { schema: named(publish(schema), schemas) }]),
      ),
    }),
    ...(headers && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, text]) => [name, { description: both(text), schema: { type: 'string' } }]),
      ),
    }),
  };
}

/** With the codes of the rules that may say no, and their words; one without any is the same for all routes. */
function failure(
  status: number,
  refused: readonly (readonly [string, RefusalKind])[],
  { responses }: Components,
): object {
  const problem = {
    description: [
      both(TITLES[status] ?? { zh: String(status), en: String(status) }),
      ...[...new Map(refused)].map(([code, kind]) => `- \`${code}\`: ${both(kind)}`),
    ].join('\n'),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  if (refused.length > 0) return problem;
  responses[`Problem${status}`] = problem;
  return { $ref: `#/components/responses/Problem${status}` };
}

/** Whatever has a title is written once, under it; its description stays where it is used. @throws Error for two of one title */
function named(schema: unknown, schemas: Record<string, unknown>): unknown {
  if (Array.isArray(schema)) return schema.map((each) => named(each, schemas));
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([name, value]: [string, unknown]) => [
      name,
      EXAMPLES.has(name) ? value : named(value, schemas),
    ]),
  );
  const { title, description, ...rest } = inner;
  if (typeof title !== 'string') return inner;
  const known = (schemas[title] ??= { title, ...rest });
  if (JSON.stringify(known) !== JSON.stringify({ title, ...rest })) throw new Error(`two schemas are called ${title}`);
  return { $ref: `#/components/schemas/${title}`, ...(description !== undefined && { description }) };
}
/** What holds values and no schemas. */
const EXAMPLES: ReadonlySet<string> = new Set(['examples', 'const', 'enum', 'default']);

/** With what the classes tell of their fields. */
function withWords(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withWords);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([name, value]: [string, unknown]) => [name, withWords(value)]);
  const { 'x-title': told } = schema as { readonly 'x-title'?: Label };
  return { ...Object.fromEntries(entries), ...(told && { description: both(describing(told, schema as Schema)) }) };
}

/** References of the rules lead into the document's components, where all definitions stand. */
function publish(schema: Schema): unknown {
  const text = JSON.stringify(published(withWords(schema)), (name, value: unknown) =>
    name === '$defs' ? undefined : value,
  );
  return JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/'));
}

/** Serves /docs; Swagger UI is told where the document is, and gets none: it would show that, in one language, instead. */
export function documentApi(app: INestApplication): void {
  const fastify = (app as NestFastifyApplication).getHttpAdapter().getInstance();
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const isPage = request.url.startsWith('/docs') && String(reply.getHeader('content-type')).startsWith('text/html');
    done(null, isPage && typeof payload === 'string' ? docsPage(payload, request.language) : payload);
  });
  // before the folder in which Swagger UI would look
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.url !== '/docs/*') {
      done();
      return;
    }
    const file = docsFile((request.params as { readonly '*': string })['*']);
    if (file) void reply.send(sendShared(reply, file.bytes, file.type));
    else done(new Problem('request/unknown-route'));
  });
  SwaggerModule.setup('docs', app, {} as OpenAPIObject, {
    raw: false,
    swaggerOptions: { url: '/openapi.json', persistAuthorization: false },
  });
}
