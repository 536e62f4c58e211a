import { Readable } from 'node:stream';
import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Edge, principalOf } from '../edge/edge';
import { Problem } from '../edge/problem';
import { Serves } from '../edge/served';
import { Parameters } from '../reads/parameters';
import { Bulk, WINDOW } from './bulk';
import { CommandDoor } from './command-door';
import { RECEIPT } from './receipt.doc';

@Controller('bulk')
export class BulkHttp {
  constructor(
    @Inject(CommandDoor) private readonly door: CommandDoor,
    @Inject(Edge) private readonly edge: Edge,
  ) {}

  @Post()
  @Serves({
    by: ['service', 'staff'],
    audit: { kind: 'command', action: 'POST /api/v1/bulk' },
    takes: 'application/x-ndjson',
    operation: {
      tag: 'bulk',
      summary: {
        zh: '批量命令：每行一条，按序逐行回答',
        en: 'Many commands, one a line, answered line by line in order',
      },
      description: {
        zh: `每行 {"id","command","data"}；id 是消息编号，各密钥自成一套：同一密钥重复发送只生效一次。一行有误不影响其他行。密钥一经吊销或过期，其后各行均回答 401。请边发送边读取回答：最多同时处理 ${WINDOW} 行。`,
        en: `Each line is {"id","command","data"}; id is the message id, each key’s own: a line sent again by the same key has one effect. A bad line hurts nobody else. Once the key is revoked or expires, every further line is answered with 401. Read the answers while you send: at most ${WINDOW} lines are under way at once.`,
      },
      parameters: [
        {
          name: 'backfill',
          in: 'query',
          schema: { type: 'boolean' },
          description: {
            zh: '补录历史：不发通知，已过的期限不触发。仅 admin 与 service。',
            en: 'History brought in: nothing is notified, deadlines already past do not fire. Only admin and service.',
          },
        },
      ],
      body: {
        type: 'application/x-ndjson',
        schema: {
          type: 'object',
          required: ['id', 'command'],
          properties: {
            id: { type: 'string', minLength: 1, maxLength: 255 },
            command: { type: 'string' },
            data: { type: 'object' },
          },
        },
        example: { id: 'import-7:536365', command: 'sales.PlaceOrder', data: {} },
      },
      answers: {
        200: {
          description: { zh: '每行一个回答，顺序相同。', en: 'One answer a line, in the same order.' },
          content: {
            'application/x-ndjson': {
              type: 'object',
              required: ['id', 'status', 'replayed'],
              properties: {
                id: { type: ['string', 'null'] },
                status: { type: 'integer' },
                receipt: RECEIPT,
                problem: { $ref: '#/components/schemas/Problem' },
                replayed: { type: 'boolean' },
              },
            },
          },
        },
      },
      problems: [415],
    },
  })
  receive(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Readable {
    const principal = principalOf(request);
    const parameters = Parameters.of(request.url);
    parameters.refuseUnknown(['backfill']);
    const backfill = parameters.flag('backfill') ?? false;
    if (backfill && principal.role !== 'admin' && principal.role !== 'service') throw new Problem('auth/backfill');
    const bulk = new Bulk(this.door, this.edge, {
      principal,
      language: request.language,
      requestId: request.id,
      backfill,
    });
    void reply.code(200).type('application/x-ndjson');
    const lines = request.body === undefined || request.body === null ? [] : (request.body as AsyncIterable<Buffer>);
    return Readable.from(bulk.answers(lines as AsyncIterable<Buffer>), { highWaterMark: 4 });
  }
}
