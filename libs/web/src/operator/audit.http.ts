import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { closedData, clusterOf } from '@dossier/engine';
import type { Stored } from '@dossier/event-store';
import { isId, looksPersonal } from '@dossier/fields';
import { closedObject, Refusal, type Text, TEXT_SCHEMA } from '@dossier/kernel';
import { pathParameter } from '../commands/command.route';
import { actorName } from '../edge/actors';
import { Disclosure } from '../edge/disclosure';
import { Edge, principalOf } from '../edge/edge';
import { OPERATOR, VISITOR } from '../edge/operator';
import { Serves } from '../edge/served';
import { SAYS } from '../events/event.docs';
import { saidOf } from '../events/said';
import { DEFAULT_LIMIT, LARGEST_LIMIT } from '../reads/listing';
import { crossed, cursorOf, fingerprintOf, moment, numbered, Parameters, placeIn } from '../reads/parameters';
import {
  allOf,
  answer,
  CURSOR,
  FLAG,
  INSTANT,
  INTEGER,
  NEXT,
  orNullSchema,
  PAGE_PARAMETERS,
  query,
  STRING,
} from '../reads/read.docs';
import { rowsRead } from '../reads/rows';
import type { Schema } from '@dossier/rules';

const ACTOR_NAME: Schema = {
  type: ['string', 'null'],
  description:
    'What the key is called; null where the actor is no key of this server. · 密钥名称；并非本服务器的密钥时为 null。',
};
const ACTOR: Schema = closedObject({
  id: { ...STRING, examples: ['key-kmiqb9d5'] },
  name: STRING,
  role: STRING,
  active: { ...FLAG, description: 'False: revoked or expired. · false：已吊销或过期。' },
});
const STORED: Schema = closedObject({
  id: STRING,
  stream: STRING,
  revision: INTEGER,
  position: INTEGER,
  subject: STRING,
  type: STRING,
  says: SAYS,
  version: INTEGER,
  occurredAt: INSTANT,
  recordedAt: INSTANT,
  actor: STRING,
  actorName: ACTOR_NAME,
  department: orNullSchema(STRING),
  businessLine: orNullSchema(STRING),
  correlationId: STRING,
  causationId: orNullSchema(STRING),
  traceparent: orNullSchema(STRING),
  backfill: FLAG,
  data: {
    ...STRING,
    description: 'JSON as it is stored; personal fields are sealed. · 存储的 JSON 文本；个人字段保持加密封存。',
  },
  hash: STRING,
  intact: FLAG,
});
const STREAM: Schema = closedObject({
  stream: STRING,
  intact: {
    ...FLAG,
    description: 'Every hash of this page follows from content and predecessor. · 本页每个哈希均与内容及前一事件相符。',
  },
  events: { type: 'array', items: STORED },
  next: NEXT,
});
const ACCESS: Schema = closedObject({
  id: STRING,
  at: INSTANT,
  actor: STRING,
  actorName: ACTOR_NAME,
  role: STRING,
  kind: {
    enum: ['command', 'read', 'entry'],
    description: 'entry: an attempt to come in that failed. · entry：未成功的登录尝试。',
  },
  action: STRING,
  title: {
    anyOf: [TEXT_SCHEMA, { type: 'null' }],
    description:
      'What the action is, where it is a command of a context. · 操作的名称；仅限各业务模块的命令，其他操作为 null。',
  },
  subjects: { type: 'array', items: STRING },
  detail: STRING,
  outcome: { ...STRING, description: 'done, or the code of the refusal. · done 或拒绝代码。' },
});

const FROM = moment('from', 'start', { zh: '不早于。', en: 'Not before.' });
const TO = moment('to', 'end', { zh: '不晚于。', en: 'Not after.' });

/** Routes for auditors. */
@Controller('audit')
export class AuditHttp {
  constructor(@Inject(Edge) private readonly edge: Edge) {}

  @Get('streams/:stream')
  @Serves({
    by: ['auditor'],
    audit: { kind: 'read', action: 'GET /audit/streams/:stream' },
    operation: {
      tag: 'audit',
      summary: {
        zh: '事件流的哈希链；个人字段保持加密封存',
        en: 'The hash chain of a stream; personal fields stay sealed',
      },
      description: {
        zh: '很长的事件流分页给出：next 不为 null 时还有下一页。',
        en: 'A long stream comes in pages: there are more as long as next is not null.',
      },
      parameters: [pathParameter('stream'), CURSOR],
      answers: { 200: answer({ zh: '哈希链。', en: 'The chain.' }, STREAM) },
      problems: [404],
    },
  })
  async stream(
    @Param('stream') stream: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const parameters = Parameters.of(request.url);
    parameters.refuseUnknown(['cursor']);
    const from = numbered('from', parameters.one('cursor')) ?? 0;
    const { operations } = this.edge.engine;
    const { events, next } = await this.edge.read(reply, {}, [], () => operations.stream(stream, from));
    const subjects = [...new Set(events.map(({ subject }) => subject))];
    const detail = stream;
    this.edge.note(principalOf(request), { kind: 'read', action: 'GET /audit/streams/:stream', subjects, detail });
    const named = events.map((event) => ({
      ...event,
      says: this.saidOf(event),
      actorName: this.nameOf(event.actor, request),
    }));
    const intact = events.every((event) => event.intact);
    return { stream, intact, events: named, next: next === null ? null : `from-${next}` };
  }

  @Get('actors')
  @Serves({
    by: ['auditor'],
    audit: { kind: 'read', action: 'GET /audit/actors' },
    operation: {
      tag: 'audit',
      summary: { zh: '操作者的名称：全部密钥，含已吊销的', en: 'Names of actors: all keys, revoked ones too' },
      description: {
        zh: '密钥不在事件日志中，故回答没有 position。',
        en: 'Keys are not in the log of events, so the answer has no position.',
      },
      answers: { 200: answer({ zh: '操作者。', en: 'Actors.' }, allOf(ACTOR)) },
    },
  })
  actors(@Req() request: FastifyRequest): object {
    Parameters.of(request.url).refuseUnknown([]);
    const { keys } = this.edge;
    const items = keys.list().map(({ id, name, role }) => ({ id, name, role, active: keys.alive(id) }));
    const keyless = this.edge.demo ? [OPERATOR, VISITOR] : [OPERATOR];
    const named = keyless.map(({ id, role }) => ({ id, name: this.nameOf(id, request), role, active: true }));
    const all = [...named, ...items];
    this.edge.note(principalOf(request), { kind: 'read', action: 'GET /audit/actors', detail: rowsRead(all) });
    return { items: all, next: null };
  }

  @Get('access')
  @Serves({
    by: ['auditor'],
    audit: { kind: 'read', action: 'GET /audit/access' },
    operation: {
      tag: 'audit',
      summary: { zh: '谁做过什么、读过什么，最近的在前', en: 'Who did and read what, newest first' },
      description: {
        zh: '访问记录不在事件日志中，故回答没有 position。',
        en: 'Access records are not in the log of events, so the answer has no position.',
      },
      parameters: [
        query('customer', {
          zh: '客户编号或外部编号；后来归属于该客户的订单和贷项单也在内。',
          en: 'A customer by id or external id; orders and credit notes that were attributed to it are included.',
        }),
        query('actor', {
          zh: '密钥编号；operator 为本机操作者。',
          en: 'A key’s id; operator is the owner of the machine.',
        }),
        FROM,
        TO,
        ...PAGE_PARAMETERS,
      ],
      answers: { 200: answer({ zh: '访问记录。', en: 'Records.' }, allOf(ACCESS)) },
    },
  })
  async access(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const parameters = Parameters.of(request.url);
    parameters.refuseUnknown(['customer', 'actor', 'from', 'to', 'limit', 'cursor']);
    const {
      vault,
      reader,
      registry,
      zone: { name: zone },
    } = this.edge.engine;
    const limit = parameters.whole('limit', 1, LARGEST_LIMIT) ?? DEFAULT_LIMIT;
    const [actor, from, to] = [parameters.one('actor'), parameters.moment(FROM, zone), parameters.moment(TO, zone)];
    if (from !== undefined && to !== undefined && to < from) throw crossed(TO.name, FROM.name);
    const subject = await this.subject(parameters.one('customer'));
    const selected = {
      ...(actor !== undefined && { actor }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    };
    const question = fingerprintOf({ ...selected, ...(subject !== undefined && { subject }) });
    const secret = await vault.secret();
    const before = placeIn(secret, question, parameters.one('cursor'));
    // what was attributed to the customer was recorded under its own name before, and by orders after
    const over = subject === undefined ? [] : [registry.customer360];
    const found = await this.edge.read(reply, {}, over, async () => {
      const subjects = subject === undefined ? {} : { subjects: await clusterOf(reader, subject) };
      const mayGoOn = (): void => request.place?.check();
      const page = { limit: limit + 1, ...(before !== undefined && { before }), mayGoOn };
      return vault.accesses({ ...selected, ...subjects, ...page });
    });
    const items = found.slice(0, limit);
    const asked = parameters.names.filter((name) => name !== 'cursor').join(' ');
    this.edge.note(principalOf(request), {
      kind: 'read',
      action: 'GET /audit/access',
      subjects: subject === undefined || !mayBeKept(subject) ? [] : [subject],
      detail: `${rowsRead(items)} ${asked}`.trim(),
    });
    const last = items.at(-1);
    const { commands } = this.edge.engine.registry;
    const named = items.map(({ id, at, actor, role, kind, action, subjects: about, detail, outcome }) => ({
      ...{ id, at, actor, actorName: this.nameOf(actor, request), role, kind, action },
      ...{ title: commands.get(action)?.title ?? null, subjects: about, detail, outcome },
    }));
    const next = found.length > limit && last ? cursorOf(secret, question, last.place) : null;
    return { items: named, next };
  }

  /** Personal fields stay sealed for everyone: stored data is shown without any key. */
  private saidOf(event: Stored): Text {
    const { engine } = this.edge;
    const def = engine.registry.events.get(event.type);
    const data = def && Disclosure.NOTHING.event(def, closedData(engine.codec, event));
    return saidOf(engine, { type: event.type, data });
  }

  private nameOf(actor: string, { language }: FastifyRequest): string | null {
    return actorName(this.edge.keys, actor, language);
  }

  /** There may be records of a customer who is unknown now. */
  private async subject(reference: string | undefined): Promise<string | undefined> {
    if (reference === undefined) return undefined;
    try {
      return await this.edge.engine.customers.resolve(reference);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'customers/unknown') return reference;
      throw error;
    }
  }
}

/** Records input only if it may be an id: records stay forever and must hold no personal data. */
const mayBeKept = (subject: string): boolean => isId(subject) && !looksPersonal(subject);
