import { meant, READERS } from '@dossier/kernel';
import { Readable } from 'node:stream';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Engine } from '@dossier/engine';
import { SEALED_FOR_ANALYSTS } from '../edge/disclosure';
import { Edge, principalOf } from '../edge/edge';
import { logFailure } from '../edge/log';
import { explain, problemDocument } from '../edge/problem';
import { instanceOf } from '../edge/problem.filter';
import { Serves } from '../edge/served';
import { whenClosed } from '../edge/when-closed';
import { chosen } from '../reads/negotiation';
import { Parameters, parameterFault } from '../reads/parameters';
import { OF_CONTEXTS, query, STRING } from '../reads/read.docs';
import { READ_HEADERS, readingOf } from '../reads/reading';
import { serverSentProblem } from './cloud-event';
import { beginning, type Subscribing, Subscription } from './subscription';

const TYPES = ['application/json', 'text/event-stream'] as const;
const LARGEST = 1_000;
const KNOWN = ['from', 'types', 'customer', 'department', 'limit'];

@Controller('events')
export class EventsHttp {
  constructor(@Inject(Edge) private readonly edge: Edge) {}

  @Get()
  @Serves({
    by: READERS,
    audit: { kind: 'read', action: 'GET /events' },
    operation: {
      tag: 'events',
      summary: { zh: '事件：一页，或实时流', en: 'Events: a page, or a live stream' },
      description: {
        zh: `Accept: text/event-stream 时持续推送，data 为 CloudEvents 1.0；断线后以 Last-Event-ID 或 from 继续；密钥吊销或过期时结束；因故无法继续（如日志损坏）时，最后推送 event: problem，data 为 RFC 9457 问题详情，随即结束。看到个人信息即记录在案。${SEALED_FOR_ANALYSTS.zh}`,
        en: `As text/event-stream it goes on live with CloudEvents 1.0 in data; after a cut resume by Last-Event-ID or from; it ends when the key is revoked or expires. Where it cannot go on (the log is damaged, say), event: problem comes last, with the problem details of RFC 9457 in data. Whoever is given personal data is recorded. ${SEALED_FOR_ANALYSTS.en}`,
      },
      parameters: [
        query('from', {
          zh: '从该 position 之后开始；也可为 start（默认）或 now。',
          en: 'Begin behind this position; or start (unless told otherwise), or now.',
        }),
        query('types', {
          zh: '事件类型，逗号分隔；sales.* 为整个上下文。',
          en: 'Types, separated by commas; sales.* is a whole context.',
        }),
        query('customer', {
          zh: '客户编号或外部编号。其事件按归其所有的先后给出：登记时没有客户、后来归属于他的，在归属时给出，随后是归属事件本身。',
          en: 'A customer by id or external id. Events come in the order in which they came to be his: what was recorded without a customer comes when it is attributed to him, and then the event that says so.',
        }),
        query('department', { zh: '部门，逗号分隔。', en: 'Departments, separated by commas.' }),
        query(
          'limit',
          {
            zh: `每页条数，1–${LARGEST}；事件很大时一页会少于此数，以 next 是否为 null 判断是否还有。`,
            en: `Items a page, 1–${LARGEST}; of large events a page holds fewer: there are more as long as next is not null.`,
          },
          { type: 'integer', minimum: 1, maximum: LARGEST, default: 100 },
        ),
        {
          name: 'Last-Event-ID',
          in: 'header',
          schema: { type: 'string' },
          description: { zh: '收到的最后一个事件的 id。', en: 'id of the last event that was received.' },
        },
        ...READ_HEADERS,
      ],
      answers: {
        200: {
          description: { zh: '事件。', en: 'Events.' },
          content: { 'application/json': OF_CONTEXTS, 'text/event-stream': STRING },
        },
      },
      problems: [404, 406, 409],
    },
  })
  async events(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | Readable> {
    const parameters = Parameters.of(request.url);
    parameters.refuseUnknown(KNOWN);
    const type = chosen(request.headers.accept, TYPES);
    const { engine } = this.edge;
    const wanted = await wantedBy(parameters, request, engine);
    const resumed = request.headers['last-event-id'];
    const from = typeof resumed === 'string' ? resumed : parameters.one('from');
    const place = await beginning(engine, from);
    const subscription = new Subscription(this.edge, { principal: principalOf(request), ...wanted, from: place });
    void reply.header('vary', 'accept');
    const [over, reading] = [wanted.customer === undefined ? [] : [engine.registry.customer360], readingOf(request)];
    if (type === 'application/json') {
      const limit = parameters.whole('limit', 1, LARGEST) ?? 100;
      return this.edge.read(reply, reading, over, () => subscription.page(limit));
    }
    if (wanted.customer !== undefined) await engine.views.wait(over, reading);
    return this.stream(subscription, request, reply);
  }

  private stream(subscription: Subscription, request: FastifyRequest, reply: FastifyReply): Readable {
    const { signal, pieces } = this.edge.answers.begin('events', request, reply);
    this.edge.metrics.subscriber(1);
    whenClosed(reply.raw, () => this.edge.metrics.subscriber(-1));
    // proxies must not buffer a live stream
    void reply
      .type('text/event-stream; charset=utf-8')
      .headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    const events = subscription.live(signal, this.edge.heartbeatMs);
    return Readable.from(pieces(this.orWhyNot(events, request, signal)), { highWaterMark: 1 });
  }

  /** Where the stream fails, its last piece says why: the status was sent long ago. */
  private async *orWhyNot(
    events: AsyncIterable<string>,
    request: FastifyRequest,
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    try {
      yield* events;
    } catch (error) {
      if (signal.aborted) return; // it was to end anyway
      const { log, rarely, metrics } = this.edge;
      const explained = explain(error, this.edge.engine.zone.name);
      logFailure(log, rarely, request.id, explained, error);
      metrics.problem(explained.code);
      yield serverSentProblem(problemDocument(explained, request.language, instanceOf(request.id)));
    }
  }
}

async function wantedBy(
  parameters: Parameters,
  request: FastifyRequest,
  engine: Engine,
): Promise<Pick<Subscribing, 'selection' | 'customer'>> {
  const types = parameters.list('types');
  const departments = parameters.list('department');
  const unknown = types?.find((type) => !isKnown(type, engine));
  if (unknown !== undefined) {
    const { zh, en } = meant(unknown, [...engine.registry.events.keys()]);
    throw parameterFault(
      'types',
      'unknown-type',
      `未知事件类型 ${unknown}。${zh}全部类型见 GET /catalogue。`,
      `has an unknown type ${unknown}.${en} All types: GET /catalogue.`,
    );
  }
  const reference = parameters.one('customer');
  const selection = { ...(types && { types }), ...(departments && { departments }) };
  if (reference === undefined) return { selection };
  const customer = await engine.customers.resolve(reference);
  request.concerning = [customer];
  return { selection, customer };
}

const isKnown = (type: string, { registry }: Engine): boolean =>
  type.endsWith('.*')
    ? [...registry.events.keys()].some((known) => known.startsWith(type.slice(0, -1)))
    : registry.events.has(type);
