import { Readable } from 'node:stream';
import { Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type DeadLetter, type Fault, positionText } from '@dossier/engine';
import { closedObject, fill, type Language, type Text, TEXT_SCHEMA } from '@dossier/kernel';
import { pathParameter } from '../commands/command.route';
import { Edge, principalOf } from '../edge/edge';
import { Serves } from '../edge/served';
import { Problem } from '../edge/problem';
import { DEFAULT_LIMIT, LARGEST_LIMIT } from '../reads/listing';
import { Parameters, parameterFault } from '../reads/parameters';
import { answer, FLAG, INSTANT, INTEGER, PAGE_PARAMETERS, pageOf, query, STRING } from '../reads/read.docs';
import type { Schema } from '@dossier/rules';

const PROJECTION: Schema = closedObject({
  name: STRING,
  model: { ...STRING, description: 'Name and version. · 名称与版本。' },
  title: TEXT_SCHEMA,
  position: INTEGER,
  lag: {
    ...INTEGER,
    description:
      'Events of the log that it has not looked at yet; on servers, where they are many, about. · 尚未处理的事件数；分布式运行且数量较多时为约数。',
  },
  parked: { ...INTEGER, description: 'Dead letters. · 处理失败事件数。' },
});
const HALTED: Schema = {
  ...TEXT_SCHEMA,
  description: 'Why projections are not kept up. Left out: they are. · 读模型停止更新的原因；没有此字段即正常更新。',
};
const DEAD_LETTER: Schema = closedObject({
  id: STRING,
  projection: STRING,
  model: STRING,
  subject: STRING,
  position: INTEGER,
  eventId: STRING,
  eventType: STRING,
  error: {
    ...STRING,
    description: 'What went wrong, or at which position the event is that it waits for. · 错误；或所等待的事件的位置。',
  },
  parkedAt: INSTANT,
});

/** Routes for operators. */
@Controller()
export class OperationsHttp {
  constructor(@Inject(Edge) private readonly edge: Edge) {}

  @Get('projections')
  @Serves({
    by: ['service', 'analyst', 'auditor'],
    operation: {
      tag: 'operator',
      summary: { zh: '读模型的进度', en: 'How far the projections are' },
      answers: {
        200: answer({ zh: '读模型。', en: 'Projections.' }, pageOf(PROJECTION, { halted: HALTED })),
      },
    },
  })
  async projections(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    Parameters.of(request.url).refuseUnknown([]);
    const { feed, operations } = this.edge.engine;
    return this.edge.read(reply, {}, [], async () => {
      const head = await feed.head(); // read first: later events must not count as lag
      const items = await operations.projections();
      const { halted } = operations;
      return { items, next: null, position: this.positionOf(head), ...(halted && { halted }) };
    });
  }

  @Post('projections/:name/rebuild')
  @HttpCode(202)
  @Serves({
    by: [],
    audit: { kind: 'command', action: 'projections.Rebuild' },
    operation: {
      tag: 'operator',
      summary: { zh: '重建读模型；进度见 lag', en: 'Build a projection anew; its lag tells how far it is' },
      parameters: [pathParameter('name')],
      answers: { 202: answer({ zh: '已开始。', en: 'Begun.' }, PROJECTION) },
      problems: [404],
    },
  })
  async rebuild(@Param('name') name: string, @Req() request: FastifyRequest): Promise<object> {
    Parameters.of(request.url).refuseUnknown([]);
    const begun = await this.edge.engine.operations.rebuild(name);
    this.edge.note(principalOf(request), { kind: 'command', action: 'projections.Rebuild', detail: name });
    return begun;
  }

  @Get('dead-letters')
  @Serves({
    by: ['auditor'],
    operation: {
      tag: 'operator',
      summary: { zh: '处理失败的事件', en: 'Events that a projection could not take' },
      parameters: PAGE_PARAMETERS,
      answers: {
        200: answer(
          {
            zh: '处理失败的事件，及排在其后的同一客户的事件。',
            en: 'Dead letters, and those of the same customer that wait behind them.',
          },
          pageOf(DEAD_LETTER),
        ),
      },
    },
  })
  async deadLetters(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const parameters = Parameters.of(request.url);
    parameters.refuseUnknown(['limit', 'cursor']);
    const limit = parameters.whole('limit', 1, LARGEST_LIMIT) ?? DEFAULT_LIMIT;
    const after = letterIn(parameters.one('cursor'));
    void reply.header('vary', 'accept-language');
    const { feed, operations } = this.edge.engine;
    return this.edge.read(reply, {}, [], async () => {
      const looked = (await operations.projections()).map(({ position }) => position); // read first: projections go on meanwhile
      const position = this.positionOf(Math.min(await feed.head(), ...looked));
      const found = await operations.deadLetters(limit + 1, after);
      const items = found.slice(0, limit).map((letter) => toldIn(request.language, letter));
      const last = items.at(-1);
      return { items, next: found.length > limit && last ? `after-${last.position}-${last.id}` : null, position };
    });
  }

  private positionOf(place: number): string {
    return positionText(this.edge.engine.store.log, place);
  }

  @Post('dead-letters/:id/retry')
  @HttpCode(200)
  @Serves({
    by: [],
    audit: { kind: 'command', action: 'dead-letters.Retry' },
    operation: {
      tag: 'operator',
      summary: { zh: '重试处理失败的事件', en: 'Try a dead letter again' },
      parameters: [pathParameter('id')],
      answers: {
        200: answer(
          { zh: 'done：是否已处理成功。', en: 'done: whether it was taken now.' },
          closedObject({ id: STRING, done: FLAG }),
        ),
      },
      problems: [404],
    },
  })
  async retry(@Param('id') id: string, @Req() request: FastifyRequest): Promise<object> {
    Parameters.of(request.url).refuseUnknown([]);
    const done = await this.edge.engine.operations.retry(id);
    const outcome = done ? 'done' : 'still-failing';
    this.edge.note(principalOf(request), { kind: 'command', action: 'dead-letters.Retry', detail: id, outcome });
    return { id, done };
  }

  @Post('verify')
  @HttpCode(200)
  @Serves({
    by: ['auditor'],
    audit: { kind: 'command', action: 'log.Verify' },
    operation: {
      tag: 'audit',
      summary: {
        zh: '校验日志、保险库与读模型：哈希链、完整性、缺失',
        en: 'Verify log, vault and read models: hash chains, integrity, and that nothing is missing',
      },
      description: {
        zh: '逐行报告进度 {"events","of"}；最后一行为 {"result"}：其 faults 列出全部问题，为空即无问题；accepted 列出曾经缺失、已由操作员接受的内容；notLookedAt 说明未检查的部分，没有此字段即全部检查。',
        en: 'Lines {"events","of"} tell how far it is; the last line is {"result"}: its faults list all that is wrong, none if it is empty; accepted lists what was missing once and was accepted by the operator; notLookedAt says what was not looked at, if anything.',
      },
      parameters: [
        query(
          'depth',
          {
            zh: 'whole（默认）：逐个事件与索引；quick：只看文件自身及彼此的记录。',
            en: 'whole (unless told otherwise): every event and index; quick: what the files say of themselves and of each other.',
          },
          { type: 'string', enum: ['quick', 'whole'], default: 'whole' },
        ),
      ],
      answers: {
        200: {
          description: { zh: '进度与结果。', en: 'Progress and result.' },
          content: { 'application/x-ndjson': { type: 'object', additionalProperties: true } },
        },
      },
    },
  })
  verify(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Readable {
    const parameters = Parameters.of(request.url);
    parameters.refuseUnknown(['depth']);
    const depth = depthOf(parameters.one('depth'));
    const { signal } = this.edge.answers.begin('verify', request, reply); // stops the walk when the reader is gone
    this.edge.note(principalOf(request), { kind: 'command', action: 'log.Verify', detail: depth });
    void reply.type('application/x-ndjson').header('vary', 'accept-language');
    const lines = new Readable({ read: () => undefined });
    let told = performance.now();
    const tell = (line: object): void => void lines.push(`${JSON.stringify(line)}\n`);
    const progress = (events: number, of: number): void => {
      if (performance.now() - told < PROGRESS_MS) return;
      told = performance.now();
      tell({ events, of });
    };
    this.edge.engine.check(depth, progress, signal).then(
      ({ walked, faults, accepted, notLookedAt }) => {
        this.edge.metrics.checked(depth, faults.length);
        const inWords = ({ code, words }: Fault) => ({ code, detail: words[request.language] });
        const unseen = notLookedAt && { notLookedAt: notLookedAt[request.language] };
        tell({ result: { ...walked, faults: faults.map(inWords), accepted: accepted.map(inWords), ...unseen } });
        lines.push(null);
      },
      (error: unknown) => lines.destroy(error as Error),
    );
    return lines;
  }
}

/** A dead letter with words for what it waits for. */
const toldIn = (language: Language, { waitsFor, ...letter }: DeadLetter): Omit<DeadLetter, 'waitsFor'> =>
  waitsFor === undefined ? letter : { ...letter, error: fill(WAITS[language], { event: waitsFor }) };
const WAITS: Text = {
  zh: '等待未能处理的事件 {event}',
  en: 'waits for event {event}, which could not be taken',
};

/** The place of a dead letter in a cursor. @throws Problem `reads/bad-cursor` */
function letterIn(cursor: string | undefined): { readonly position: number; readonly id: string } | undefined {
  if (cursor === undefined) return undefined;
  const [, position, id] = /^after-(\d{1,15})-(.{1,100})$/.exec(cursor) ?? [];
  if (position === undefined || id === undefined) throw new Problem('reads/bad-cursor');
  return { position: Number(position), id };
}

/** @throws Problem `request/invalid` */
function depthOf(text = 'whole'): 'quick' | 'whole' {
  if (text === 'quick' || text === 'whole') return text;
  throw parameterFault('depth', 'wrong-value', '应为 quick 或 whole。', 'must be quick or whole.');
}

/** Interval of progress lines: a walk of an hour gives some thousand. */
const PROGRESS_MS = 500;
