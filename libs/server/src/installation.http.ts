import { Controller, Get, Inject, Put, Req, Res } from '@nestjs/common';
import { IsText, looksPersonal, Titled } from '@dossier/fields';
import { closedObject, zoneNamed, READERS } from '@dossier/kernel';
import { keyedHash } from '@dossier/security';
import { compileRules } from '@dossier/rules';
import { type AnswerDoc, bodyOf, Edge, invalid, Parameters, principalOf, Problem, Serves } from '@dossier/web';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { newestRecordedAt } from './clock-behind';

/** As sources of external ids are called. The record of who asked for a secret names it: it must be no free text. */
const SOURCE = /^[a-z0-9_-]{1,32}$/;

class ChangeZone {
  @Titled(
    { zh: '时区', en: 'Time zone' },
    { help: { zh: 'IANA 名称，如 Asia/Shanghai。', en: 'An IANA name, such as Asia/Shanghai.' } },
  )
  @IsText(64)
  readonly zone!: string;
}
const zoneRules = compileRules(ChangeZone);
const ZONE: AnswerDoc = {
  description: { zh: '时区，以及由谁何时设定。', en: 'The zone, and who set it when.' },
  content: {
    'application/json': closedObject({
      zone: { type: 'string', examples: ['Asia/Shanghai'] },
      since: { type: 'string', format: 'date-time' },
      by: { type: 'string' },
    }),
  },
};

const CLOCK: AnswerDoc = {
  description: {
    zh: '两个时刻；还没有事件时后者为 null。',
    en: 'Both instants; the second is null where nothing is recorded.',
  },
  content: {
    'application/json': closedObject({
      now: { type: 'string', format: 'date-time' },
      newestRecordedAt: { type: ['string', 'null'], format: 'date-time' },
    }),
  },
};

/** What belongs to the whole installation. */
@Controller('installation')
export class InstallationHttp {
  constructor(@Inject(Edge) private readonly edge: Edge) {}

  @Get('zone')
  @Serves({
    by: READERS,
    operation: {
      tag: 'operator',
      summary: { zh: '公司时区：日期以它为准', en: 'The company’s time zone, by which days begin and end' },
      description: {
        zh: '时区随数据保存，不在事件日志中，故回答没有 position。',
        en: 'The zone is kept beside the log of events, so the answer has no position.',
      },
      answers: { 200: ZONE },
    },
  })
  zone(@Req() request: FastifyRequest): object {
    Parameters.of(request.url).refuseUnknown([]);
    return this.edge.engine.zone.kept;
  }

  @Get('clock')
  @Serves({
    by: READERS,
    operation: {
      tag: 'operator',
      summary: {
        zh: '服务器的时钟，与最新事件的记录时间',
        en: 'The clock of the server, and when the newest event was recorded',
      },
      description: {
        zh: '记录时间晚于时钟，说明其中之一有误；时钟不随事件变化，故回答没有 position。',
        en: 'Where that was later than the clock, one of both is wrong. A clock does not follow from events, so the answer has no position.',
      },
      answers: { 200: CLOCK },
    },
  })
  async clock(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    Parameters.of(request.url).refuseUnknown([]);
    const { engine } = this.edge;
    return this.edge.read(reply, {}, [], async () => ({
      now: engine.clock.now(),
      newestRecordedAt: await newestRecordedAt(engine),
    }));
  }

  @Put('zone')
  @Serves({
    by: [],
    audit: { kind: 'command', action: 'installation.ChangeZone' },
    takes: 'application/json',
    operation: {
      tag: 'operator',
      summary: { zh: '更改公司时区', en: 'Change the company’s time zone' },
      description: {
        zh: '立即生效并记入访问记录。已记录的内容是时刻，不会改变；变的是日期、月份如何划分。',
        en: 'At once, and recorded. What was recorded are instants and stays as it is; what changes is where days and months begin.',
      },
      body: {
        type: 'application/json',
        schema: zoneRules.schema,
        definitions: zoneRules.definitions,
        example: { zone: 'Asia/Shanghai' },
      },
      answers: { 200: ZONE },
      problems: [413, 415, 503],
    },
  })
  async changeZone(@Req() request: FastifyRequest): Promise<object> {
    Parameters.of(request.url).refuseUnknown([]);
    const { value, nodes } = bodyOf(request);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Problem('request/not-an-object');
    const errors = zoneRules.check(value, nodes);
    if (errors.length > 0) throw invalid(errors);
    const { zone } = value as ChangeZone;
    if (zoneNamed(zone) === undefined)
      throw invalid([
        {
          pointer: '/zone',
          code: 'unknown-zone',
          detail: {
            zh: '不是 IANA 时区名称，例如 Asia/Shanghai。',
            en: 'is no IANA time zone, such as Asia/Shanghai.',
          },
        },
      ]);
    return this.edge.engine.zone.change(zone, principalOf(request));
  }

  @Get('import-secret')
  @Serves({
    by: [],
    operation: {
      tag: 'operator',
      summary: {
        zh: '某一来源的导入密钥，用于由自然键推导编号',
        en: 'The secret by which imports from a source derive ids from natural keys',
      },
      description: {
        zh: '由安装密钥按来源推导；同一来源总是相同，不能由此得到安装密钥。',
        en: 'Derived from the installation secret for one source: always the same, and tells nothing of the secret itself.',
      },
      parameters: [
        {
          name: 'source',
          in: 'query',
          required: true,
          description: { zh: '来源系统', en: 'the source system' },
          schema: { type: 'string', pattern: SOURCE.source },
        },
      ],
      answers: {
        200: {
          description: { zh: '密钥。', en: 'The secret.' },
          content: {
            'application/json': closedObject({
              source: { type: 'string' },
              secret: { type: 'string', pattern: '^[0-9a-f]{64}$' },
            }),
          },
        },
      },
    },
  })
  async importSecret(@Req() request: FastifyRequest): Promise<{ source: string; secret: string }> {
    const parameters = Parameters.of(request.url);
    parameters.refuseUnknown(['source']);
    const source = parameters.one('source');
    if (source === undefined || !SOURCE.test(source) || looksPersonal(source))
      throw invalid([
        {
          pointer: '?source',
          code: source === undefined ? 'missing' : 'wrong-form',
          detail: {
            zh: '应为来源名称：1 至 32 个小写英文字母、数字、下划线或连字符，如 erp，且不形似电话号码。',
            en: 'must be the name of a source, 1 to 32 small letters, digits, underscores and hyphens, such as erp, and not look like a phone number.',
          },
        },
      ]);
    this.edge.note(principalOf(request), { kind: 'read', action: 'installation.ImportSecret', detail: source });
    return { source, secret: keyedHash(await this.edge.engine.vault.secret(), 'import', source) };
  }
}
