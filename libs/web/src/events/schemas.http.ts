import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { enumerated, READERS } from '@dossier/kernel';
import { eventSchema } from '@dossier/rules';
import { pathParameter } from '../commands/command.route';
import { Edge } from '../edge/edge';
import { Problem } from '../edge/problem';
import { Serves } from '../edge/served';
import { Parameters } from '../reads/parameters';
import { answer } from '../reads/read.docs';

/** Schemas of events for subscribers: events of all versions are sent in today's. */
@Controller('schemas/events')
export class SchemasHttp {
  constructor(@Inject(Edge) private readonly edge: Edge) {}

  @Get(':type/:version')
  @Serves({
    by: READERS,
    operation: {
      tag: 'events',
      summary: { zh: '事件 data 的 JSON Schema', en: 'JSON Schema of the data of an event' },
      description: {
        zh: 'type 与 schemaversion 即 CloudEvent 中所示；其 dataschema 即此处的 $id。',
        en: 'By type and schemaversion, as the CloudEvent has them; its dataschema is the $id of what is given here.',
      },
      parameters: [pathParameter('type'), pathParameter('version')],
      answers: { 200: answer({ zh: 'JSON Schema 2020-12。', en: 'JSON Schema 2020-12.' }, { type: 'object' }) },
      problems: [404],
    },
  })
  schema(
    @Param('type') type: string,
    @Param('version') version: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    Parameters.of(request.url).refuseUnknown([]);
    return this.edge.read(reply, {}, [], () => {
      const { events } = this.edge.engine.registry;
      const def = events.get(type);
      if (def && version === String(def.version)) return Promise.resolve(eventSchema(def));
      const known = (def ? [def] : [...events.values()]).map((each) => `${each.type}/${each.version}`);
      throw new Problem('reads/unknown-schema', {
        schema: `${type}/${version}`.slice(0, 128),
        known: enumerated(known),
      });
    });
  }
}
