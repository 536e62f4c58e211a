import type { Readable } from 'node:stream';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { enumerated, type AnyQueryDef } from '@dossier/kernel';
import { bulkRoute } from '../commands/bulk.http';
import { pathParameter } from '../commands/command.route';
import { Edge, principalOf } from '../edge/edge';
import { Problem } from '../edge/problem';
import type { Route } from '../edge/route-book';
import { type Operation, Serves } from '../edge/served';
import { Parameters } from './parameters';
import { QueryDoor, queryParameters } from './query.route';
import { anyAnswer, AS_OF } from './read.docs';
import { READ_HEADERS } from './reading';

const PREFIX = 'report.';
const ANY_REPORT = '/reports/:name';
const EVERY_ROLE = ['service', 'analyst', 'auditor', 'staff'] as const;

const REPORT = {
  tag: 'reports',
  description: {
    zh: 'CSV 带 BOM，可直接用表格软件打开。',
    en: 'CSV has a BOM for spreadsheets.',
  },
  answers: {
    200: {
      description: { zh: '报表。', en: 'The report.' },
      content: {
        'application/json': { type: 'object', additionalProperties: true },
        'text/csv': { type: 'string' },
        'application/x-ndjson': { type: 'object', additionalProperties: true },
      },
    },
  },
  problems: [404, 406, 409, 422, 503, 504],
} satisfies Omit<Operation, 'summary'>;

/** Queries named `report.<name>` need no route of their own. */
@Controller('reports')
export class ReportsHttp {
  constructor(
    @Inject(QueryDoor) private readonly door: QueryDoor,
    @Inject(Edge) private readonly edge: Edge,
  ) {}

  @Get()
  @Serves({
    by: EVERY_ROLE,
    operation: {
      tag: 'reports',
      summary: { zh: '可用的报表', en: 'The reports there are' },
      description: {
        zh: '报表名称不随事件变化，故回答没有 position。',
        en: 'Which reports there are does not follow from events, so the answer has no position.',
      },
      answers: { 200: anyAnswer({ zh: '报表名称。', en: 'Names of reports.' }) },
    },
  })
  names(@Req() request: FastifyRequest): object {
    Parameters.of(request.url).refuseUnknown([]);
    const { role } = principalOf(request);
    const items = reportsOf(this.edge).filter(({ by }) => role === 'admin' || by.includes(role));
    return { items: items.map(({ name }) => ({ name: name.slice(PREFIX.length) })), next: null };
  }

  @Get(':name')
  @Serves({
    by: EVERY_ROLE,
    audit: { kind: 'read', action: 'GET /reports/:name' },
    operation: {
      ...REPORT,
      summary: { zh: '报表', en: 'A report' },
      parameters: [pathParameter('name'), AS_OF, ...READ_HEADERS],
    },
  })
  async report(
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | Readable> {
    const def = this.edge.engine.registry.queries.get(PREFIX + name);
    if (!def) {
      const known = reportsOf(this.edge).map((report) => report.name.slice(PREFIX.length));
      throw new Problem('reads/unknown-report', { name: name.slice(0, 64), known: enumerated(known) });
    }
    return this.door.ask(def, `GET /reports/${name}`, request, reply);
  }
}

const reportsOf = ({ engine }: Edge): readonly AnyQueryDef[] =>
  [...engine.registry.queries.values()].filter(({ name }) => name.startsWith(PREFIX));

/** All routes as the documentation has them: every report with parameters of its own, not one route for all. */
export const documentedRoutes = (edge: Edge): readonly Route[] =>
  edge.routes.routes.flatMap((route) =>
    route.url.endsWith(ANY_REPORT)
      ? reportsOf(edge).map((def) => reportRoute(route, def))
      : [route.url.endsWith('/bulk') ? bulkRoute(route, edge) : route],
  );

function reportRoute(any: Route, def: AnyQueryDef): Route {
  const name = def.name.slice(PREFIX.length);
  const summary = def.title ?? { zh: `报表 ${name}`, en: `Report ${name}` };
  return {
    ...any,
    url: any.url.replace(':name', name),
    served: { ...any.served, by: def.by, operation: { ...REPORT, summary, parameters: queryParameters(def, []) } },
  };
}
