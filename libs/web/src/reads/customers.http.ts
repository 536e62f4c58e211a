import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type Customers,
  FROM_LOG,
  isPast,
  type Moment,
  type TimelineItem,
  type Viewed360,
  type Why,
} from '@dossier/engine';
import { compareTexts, meant, pointerKeys, READERS, type Text } from '@dossier/kernel';
import { pathParameter } from '../commands/command.route';
import { actorName, mayNameActors } from '../edge/actors';
import { Disclosure, SEALED_FOR_ANALYSTS } from '../edge/disclosure';
import { Edge, principalOf } from '../edge/edge';
import { Problem } from '../edge/problem';
import { serializedInParts } from '../edge/serialized';
import { Serves } from '../edge/served';
import { saidOf } from '../events/said';
import { ReadTimeline, View360, WhyFigure } from './asked';
import { DEFAULT_LIMIT, LARGEST_LIMIT } from './listing';
import { numbered, Parameters, parameterFault } from './parameters';
import { answer, AS_OF, CURSOR, KNOWN_AT, OF_CONTEXTS, PAGE_PARAMETERS, query } from './read.docs';
import { readingOf, READ_HEADERS } from './reading';

const MOMENT = ['asOf', 'as-of', 'knownAt', 'known-at'];
const [CUSTOMER] = [pathParameter('customer')] as const;

/** Queries about one customer, independent of contexts. */
@Controller('customers/:customer')
export class CustomersHttp {
  constructor(
    @Inject(QueryBus) private readonly bus: QueryBus,
    @Inject(Edge) private readonly edge: Edge,
  ) {}

  @Get('360')
  @Serves({
    by: READERS,
    audit: { kind: 'read', action: 'GET /customers/:customer/360' },
    operation: {
      tag: 'customers',
      summary: { zh: '客户 360° 视图，现在或任一时刻', en: 'The 360° view, now or as of any instant' },
      description: {
        zh: `stale 列出未反映全部事件的部分：parked 表示自 eventId 所指的事件起无法处理，仍显示此前的内容；rebuilding 表示正在重建，已到 position。没有 stale 即全部完整。${SEALED_FOR_ANALYSTS.zh}`,
        en: `stale names the sections that do not show all that happened: parked ones cannot take the event eventId and show what was before it, rebuilding ones are built anew and have come to position. Without stale all are whole. ${SEALED_FOR_ANALYSTS.en}`,
      },
      parameters: [CUSTOMER, AS_OF, KNOWN_AT, ...READ_HEADERS],
      answers: { 200: answer({ zh: '每个上下文一节。', en: 'One section for each context.' }, OF_CONTEXTS) },
      problems: [404, 409, 504],
    },
  })
  async view(
    @Param('customer') reference: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { id, moment, detail } = await this.about(reference, request, []);
    const reading = readingOf(request, moment.asOf);
    const question = new View360(id, moment, reading);
    const over = isPast(moment) ? FROM_LOG : [this.edge.engine.registry.customer360];
    const found = await this.edge.read(reply, reading, over, () =>
      this.bus.execute<View360, Viewed360 | null>(question),
    );
    if (!found) {
      const [at] = [moment.asOf, moment.knownAt].filter((each) => each !== undefined).sort(compareTexts);
      if (at !== undefined) throw new Problem('reads/not-known-then', { at, id });
      throw new Problem('reads/not-found', { what: this.edge.engine.registry.customer360.title, id });
    }
    this.record('360', id, detail, request);
    const { shows } = this.edge.engine.registry.customer360;
    const stale = Object.keys(found.stale).length > 0 && { stale: found.stale };
    // who brings a serializer of his own has to say what it makes
    void reply.type('application/json; charset=utf-8').serializer(serializedInParts);
    return { key: id, ...moment, ...this.disclosure(request).view(found.view, shows), ...stale }; // a figure’s pointer begins at its section
  }

  @Get('360/why')
  @Serves({
    by: READERS,
    audit: { kind: 'read', action: 'GET /customers/:customer/360/why' },
    operation: {
      tag: 'customers',
      summary: {
        zh: '指标由何而来：事件、公式与政策版本',
        en: 'The events, formula and policy version behind a figure',
      },
      description: {
        zh: `events 按发生先后排列，after 为其后的值，最后一个 after 即 value；没有条目时，值与 before 相同。kind 为 event 的是事件，为 time 的是时间流逝所致，没有事件编号。事件很大时，只有最后若干个带有 data（共约 4 MB），之前的 data 为 {"leftOut":true}，可在 timeline 查看。条目很多时给出最后的若干条，earlier 为此前的条数，before 为其前的值；以 next 作 cursor、其他参数不变可取此前一页，如需其间不受新记录影响，请同时给出 knownAt。${SEALED_FOR_ANALYSTS.zh}`,
        en: `events are in the order in which they happened; after is the value from then on, the last one is value; where there are none, the value is still the one of before. An entry of kind event is an event; one of kind time came because time passed, and has no id. Where events are large, the last of them have their data, some 4 MB in all; with those before them data is {"leftOut":true}, and the timeline has it. Of very many entries the last are given: earlier is how many come before them, before the value there; next as cursor, with all else the same, gives those before. Give knownAt as well, so that what is recorded meanwhile does not move them. ${SEALED_FOR_ANALYSTS.en}`,
      },
      parameters: [
        CUSTOMER,
        {
          ...query(
            'figure',
            { zh: '360° 视图中的 JSON 指针。', en: 'JSON pointer into the 360° view.' },
            { type: 'string', examples: ['/sales/orders'] },
          ),
          required: true,
        },
        AS_OF,
        KNOWN_AT,
        CURSOR,
        ...READ_HEADERS,
      ],
      answers: { 200: answer({ zh: '依据。', en: 'What is behind it.' }, OF_CONTEXTS) },
      problems: [404, 409, 504],
    },
  })
  async why(
    @Param('customer') reference: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { id, moment, detail, parameters } = await this.about(reference, request, ['figure', 'cursor']);
    const figure = parameters.one('figure');
    if (figure === undefined)
      throw parameterFault(
        'figure',
        'missing',
        '缺少该参数，如 /sales/net；全部指标见 GET /catalogue。',
        'is missing, such as /sales/net; all figures: GET /catalogue.',
      );
    if (!figure.startsWith('/')) {
      const { zh, en } = meant(figure, this.edge.engine.registry.figures);
      throw parameterFault(
        'figure',
        'wrong-form',
        `应为 JSON 指针，如 /sales/net。${zh}全部指标见 GET /catalogue。`,
        `must be a JSON pointer, such as /sales/net.${en} All figures: GET /catalogue.`,
      );
    }
    const reading = readingOf(request, moment.asOf);
    const end = numbered('before', parameters.one('cursor'));
    const question = new WhyFigure(id, figure, moment, reading, end);
    const why = await this.edge.read(reply, reading, FROM_LOG, () => this.bus.execute<WhyFigure, Why>(question));
    this.record('360/why', id, detail, request);
    const { shows } = this.edge.engine.registry.customer360;
    const disclosure = this.disclosure(request);
    const keys = pointerKeys(figure);
    const value = (whole: unknown): unknown => disclosure.value(whole, keys, shows);
    const event = this.eventsAsShown(disclosure, request);
    const events = why.events.map((each) => {
      const after = value(each.after);
      return each.kind === 'time' ? { ...each, after } : { ...event(each), after };
    });
    const policies = why.policies.map((each) => ({ ...each, event: each.event && event(each.event) }));
    const next = why.earlier === 0 ? null : `before-${why.earlier}`;
    return { customer: id, ...why, value: value(why.value), policies, before: value(why.before), events, next };
  }

  @Get('timeline')
  @Serves({
    by: READERS,
    audit: { kind: 'read', action: 'GET /customers/:customer/timeline' },
    operation: {
      tag: 'customers',
      summary: { zh: '全部事件，最近的在前', en: 'All events, newest first' },
      description: SEALED_FOR_ANALYSTS,
      parameters: [CUSTOMER, AS_OF, KNOWN_AT, ...PAGE_PARAMETERS, ...READ_HEADERS],
      answers: { 200: answer({ zh: '一页事件。', en: 'A page of events.' }, OF_CONTEXTS) },
      problems: [404, 409, 504],
    },
  })
  async timeline(
    @Param('customer') reference: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { id, moment, detail, parameters } = await this.about(reference, request, ['limit', 'cursor']);
    const cursor = parameters.one('cursor');
    const limit = parameters.whole('limit', 1, LARGEST_LIMIT) ?? DEFAULT_LIMIT;
    const reading = readingOf(request);
    const question = new ReadTimeline(id, { limit, ...(cursor !== undefined && { cursor }) }, moment, reading);
    const position = await this.edge.engine.views.position(this.edge.engine.registry.customer360); // read first: it may move
    const page = await this.edge.read(reply, reading, FROM_LOG, () =>
      this.bus.execute<ReadTimeline, Awaited<ReturnType<Customers['timeline']>>>(question),
    );
    this.record('timeline', id, detail, request);
    return { items: page.items.map(this.eventsAsShown(this.disclosure(request), request)), next: page.next, position };
  }

  private async about(
    reference: string,
    request: FastifyRequest,
    beside: readonly string[],
  ): Promise<{ id: string; moment: Moment; detail: string; parameters: Parameters }> {
    const parameters = Parameters.of(request.url);
    parameters.refuseUnknown([...MOMENT, ...beside]);
    const { zone, customers } = this.edge.engine;
    const asOf = parameters.moment(AS_OF, zone.name);
    const knownAt = parameters.moment(KNOWN_AT, zone.name);
    this.edge.personal();
    const id = await customers.resolve(reference);
    request.concerning = [id];
    const moment = { ...(asOf !== undefined && { asOf }), ...(knownAt !== undefined && { knownAt }) };
    return { id, moment, detail: parameters.names.filter((name) => name !== 'cursor').join(' '), parameters };
  }

  /** Events as the reader may see them: personal fields, sentence and actor's name. */
  private eventsAsShown(
    disclosure: Disclosure,
    request: FastifyRequest,
  ): <E extends Pick<TimelineItem, 'type' | 'data' | 'actor'>>(event: E) => E & { readonly says: Text } {
    const { keys, engine } = this.edge;
    const named = mayNameActors(principalOf(request).role);
    return (event) => {
      const def = engine.registry.events.get(event.type);
      const data = def ? disclosure.event(def, event.data as Readonly<Record<string, unknown>>) : event.data;
      return {
        ...event,
        says: saidOf(engine, { type: event.type, data }),
        ...(named && { actorName: actorName(keys, event.actor, request.language) }),
        data,
      };
    };
  }

  private disclosure(request: FastifyRequest): Disclosure {
    return Disclosure.to(principalOf(request), this.edge.engine);
  }

  private record(what: string, id: string, detail: string, request: FastifyRequest): void {
    const action = `GET /customers/:customer/${what}`;
    this.edge.note(principalOf(request), { kind: 'read', action, subjects: [id], detail });
  }
}
