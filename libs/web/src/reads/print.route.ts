import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type AnyProjectionDef,
  byStream,
  type Class,
  type PrintedForm,
  type ReadRoute,
  streamOf,
  type Text,
} from '@dossier/kernel';
import { pathParameter, pathParams } from '../commands/command.route';
import { Serves } from '../edge/served';
import { query } from './read.docs';
import { ReadDoor } from './read-door';
import { READ_HEADERS } from './reading';

const PAGE: Text = { zh: '可打印的页面（A4）。', en: 'A page for printing (A4).' };
const LANGUAGE = query(
  'lang',
  { zh: '语言；省略则按 Accept-Language。', en: 'The language; left out: as Accept-Language says.' },
  { type: 'string', examples: ['zh', 'en'] },
);

/** Serves a form that is filled from a document, as a page. */
export function printRoute(projection: AnyProjectionDef, route: ReadRoute, form: PrintedForm): Class<object> {
  const { parameter, of } = route.one as NonNullable<ReadRoute['one']>;
  const path = `${route.path}/:${parameter}/forms/${form.name}`;
  const action = `GET /${path}`;

  @Controller(path)
  class PrintHttp {
    constructor(@Inject(ReadDoor) private readonly door: ReadDoor) {}

    @Get()
    @Serves({
      by: route.by,
      ...(projection.personal && { audit: { kind: 'read' as const, action } }),
      operation: {
        tag: route.path.split('/')[0] ?? route.path,
        summary: form.title,
        parameters: [...pathParams(path).map(pathParameter), LANGUAGE, ...READ_HEADERS],
        answers: { 200: { description: PAGE, content: { 'text/html': { type: 'string' } } } },
        problems: [404, 406, 504],
      },
    })
    print(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
      const id = (request.params as Readonly<Record<string, string>>)[parameter] ?? '';
      const stream = streamOf(of, id);
      const key = projection.key === byStream ? stream : id;
      return this.door.print(projection, form, { id, key, stream }, action, request, reply);
    }
  }
  return PrintHttp;
}
