import type { Readable } from 'node:stream';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AnyQueryDef, closedObject, meant, READERS, TEXT_SCHEMA } from '@dossier/kernel';
import type { Schema } from '@dossier/rules';
import { pathParameter } from '../commands/command.route';
import { Edge, principalOf } from '../edge/edge';
import { Problem } from '../edge/problem';
import { type AnswerDoc, type Operation, Serves } from '../edge/served';
import { Parameters } from './parameters';
import { QueryDoor } from './query.route';
import { allOf, answer, AS_OF, KNOWN_AT, STRING } from './read.docs';
import { READ_HEADERS } from './reading';
import { isReport, queryOfReport, reportName } from './report-name';

/** A report as JSON, or only its rows as lines. */
export function reportAnswers(whole: Schema): Readonly<Record<number, AnswerDoc>> {
  const { rows } = (whole['properties'] ?? {}) as { readonly rows?: { readonly items?: Schema } };
  const content = {
    'application/json': whole,
    'text/csv': STRING,
    'application/x-ndjson': rows?.items ?? whole,
  };
  return { 200: { description: { zh: '报表。', en: 'The report.' }, content } };
}

const REPORT = {
  tag: 'reports',
  description: {
    zh: 'CSV 带 BOM，可直接用表格软件打开。',
    en: 'CSV has a BOM for spreadsheets.',
  },
  answers: reportAnswers({ type: 'object' }),
  problems: [404, 406, 409, 422, 504],
} satisfies Omit<Operation, 'summary'>;

/** Serves queries named `report.<name>`, which declare no route. */
@Controller('reports')
export class ReportsHttp {
  constructor(
    @Inject(QueryDoor) private readonly door: QueryDoor,
    @Inject(Edge) private readonly edge: Edge,
  ) {}

  @Get()
  @Serves({
    by: READERS,
    operation: {
      tag: 'reports',
      summary: { zh: '可用的报表', en: 'The reports there are' },
      description: {
        zh: '有哪些报表不随事件变化，故回答没有 position；各报表的参数见 /catalogue。',
        en: 'Which reports there are does not follow from events, so the answer has no position; what each is asked with, /catalogue says.',
      },
      answers: {
        200: answer(
          { zh: '报表名称与标题。', en: 'Names and titles of reports.' },
          allOf(closedObject({ name: STRING, title: TEXT_SCHEMA })),
        ),
      },
    },
  })
  names(@Req() request: FastifyRequest): object {
    Parameters.of(request.url).refuseUnknown([]);
    const { role } = principalOf(request);
    const items = reportsOf(this.edge).filter(({ by }) => role === 'admin' || by.includes(role));
    return { items: items.map((def) => ({ name: reportName(def), title: def.title })), next: null };
  }

  @Get(':name')
  @Serves({
    by: READERS,
    audit: { kind: 'read', action: 'GET /reports/:name' },
    operation: {
      ...REPORT,
      summary: { zh: '报表', en: 'A report' },
      parameters: [pathParameter('name'), AS_OF, KNOWN_AT, ...READ_HEADERS],
    },
  })
  async report(
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | Readable> {
    const def = this.edge.engine.registry.queries.get(queryOfReport(name));
    if (!def) {
      const known = reportsOf(this.edge).map(reportName);
      throw new Problem('reads/unknown-report', { name: name.slice(0, 64), meant: meant(name, known) });
    }
    return this.door.ask(def, `GET /reports/${name}`, request, reply);
  }
}

/** All reports that are served. */
export const reportsOf = ({ engine }: Edge): readonly AnyQueryDef[] =>
  [...engine.registry.queries.values()].filter(isReport);
