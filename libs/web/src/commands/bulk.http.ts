import { Readable } from 'node:stream';
import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { historyPolicy } from '@dossier/foundation';
import type { Principal } from '@dossier/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { discard } from '../edge/discard';
import { Edge, principalOf } from '../edge/edge';
import { Problem } from '../edge/problem';
import type { Route } from '../edge/route-book';
import { Serves } from '../edge/served';
import { isClosed } from '../edge/when-closed';
import { Parameters } from '../reads/parameters';
import { Bulk, WINDOW } from './bulk';
import { goingFirst } from './bulk-line';
import { CommandDoor } from './command-door';
import type { Schema } from '@dossier/rules';
import { Intake } from './intake';
import { RECEIPT } from './receipt.doc';

const COMMAND: Schema = { type: 'string', description: 'Name of the command. · 命令名称。' };
const DATA: Schema = {
  type: 'object',
  description: 'Its fields, as in the body of its own route. · 命令的字段，与其自身路由的请求体相同。',
};

/** Schema of a line: its command, and commands before it. */
const lineSchema = (command: Schema, before: Schema): Schema => ({
  type: 'object',
  required: ['id', 'command'],
  properties: {
    id: {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      description: 'The same line sent again has the same id, and is done once. · 重发的行编号不变，只执行一次。',
    },
    command,
    data: DATA,
    first: {
      type: 'array',
      description:
        'Done before it, and only together with it: where anything of the line is refused, nothing of it is done. · 先于该命令、且仅与其一同执行；该行有任何一项被拒绝，则整行不执行。',
      items: { type: 'object', required: ['command', 'data'], properties: { command: before, data: DATA } },
    },
  },
});

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
        zh: `每行 {"id","command","data"}，可附 first：先于该命令、且仅与其一同执行的命令，只限登记客户及其外部编号，且不得与该行其他命令写入同一对象。id 是消息编号，各密钥自成一套：同一密钥重复发送只生效一次。一行有误不影响其他行。密钥一经吊销或过期，其后各行均回答 401，随即结束。请边发送边读取回答：最多同时处理 ${WINDOW} 行。服务停止或久无内容时，最后一行的 id 为 null 并说明原因。`,
        en: `Each line is {"id","command","data"}, and may have first: commands that are done before it, and only together with it; they register a customer or its external ids, and none writes what another command of the line writes. id is the message id, each key’s own: a line sent again by the same key has one effect. A bad line hurts nobody else. Once the key is revoked or expires, further lines are answered with 401, and soon the stream ends. Read the answers while you send: at most ${WINDOW} lines are under way at once. When the server stops, or nothing is sent for long, a last line with id null says why.`,
      },
      parameters: [
        {
          name: 'backfill',
          in: 'query',
          schema: { type: 'boolean' },
          description: {
            zh: '补录历史：不发通知，已过的期限不触发，规则的例外不拒绝。仅限 admin 与政策 history 列出的密钥。',
            en: 'History brought in: nothing is notified, deadlines already past do not fire, exceptions are not refused. Only admins, and the keys that the policy history names.',
          },
        },
        {
          name: 'dryRun',
          in: 'query',
          schema: { type: 'boolean' },
          description: {
            zh: '试运行：回答每行将会如何（事件尚无编号），不作任何更改。各行都只按现有数据判断，看不到其前各行：两张贷项单各自未超出订单、合计超出时，试运行两张都通过，执行时第二张会被拒绝；前面的行以同一编号下了内容不同的订单、或以其他内容登记了同一客户时，试运行也通过，执行时会被拒绝；反之，贷项单所写明的订单、或命令所写明的客户由前面的行产生时，试运行会拒绝，执行时通过（同一行的 first 则计入）。',
            en: 'Answers what each line would do, its events without ids, and changes nothing. Each line is judged by what is there now alone, without the lines before it. Of two credit notes that only together exceed their order a dry run takes both, and the real run refuses the second; so it does with a second order of one id, or a second registration of one customer, that says something else. The other way round, a dry run refuses a line that names an order or a customer whom only a line before it makes, and the real run takes it; what the same line brings as first is taken into account.',
          },
        },
      ],
      body: {
        type: 'application/x-ndjson',
        schema: lineSchema(COMMAND, COMMAND),
        example: {
          id: 'import-7:536365',
          command: 'sales.PlaceOrder',
          data: { number: '536365', lines: [{ sku: '85123A', quantity: 6, unitPrice: '2.55' }], currency: 'GBP' },
        },
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
                first: { type: 'array', items: RECEIPT },
                problem: { $ref: '#/components/schemas/Problem' },
                replayed: { type: 'boolean' },
              },
            },
          },
        },
      },
    },
  })
  receive(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Readable {
    const principal = principalOf(request);
    const parameters = Parameters.of(request.url);
    parameters.refuseUnknown(['backfill', 'dryRun']);
    const backfill = parameters.flag('backfill') ?? false;
    const dryRun = parameters.flag('dryRun') ?? false;
    if (backfill) this.permitHistory(principal);
    const bulk = new Bulk(this.door, this.edge, {
      principal,
      language: request.language,
      requestId: request.id,
      backfill,
      dryRun,
      isLeft: () => isClosed(reply.raw),
    });
    const { signal, pieces } = this.edge.answers.begin('bulk', request, reply);
    const source = (request.body ?? Readable.from([])) as Readable;
    const { limits } = this.edge;
    const intake = new Intake(
      source,
      limits.silenceMs,
      () => bulk.isBusy,
      () => discard(request.raw), // its connection ends behind the last answer, below
    );
    const stop = (): void => intake.stop(this.edge.draining.signal.aborted ? 'server/draining' : 'auth/unknown-key');
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    reply.raw.once('finish', () => {
      if (intake.cut !== undefined) request.raw.socket.destroySoon(); // the client may still be sending
    });
    void reply.code(200).type('application/x-ndjson');
    return Readable.from(pieces(bulk.answers(intake)), { highWaterMark: 4 });
  }

  /** @throws Problem `auth/backfill` unless the role is admin or the policy in force names the key */
  private permitHistory({ id, role }: Principal): void {
    const { keys } = this.edge.engine.views.viewing().policies(historyPolicy).document;
    if (role !== 'admin' && !keys.includes(id)) throw new Problem('auth/backfill', { key: id });
  }
}

/** The documented route, with the names of all commands allowed in a line. */
export function bulkRoute(route: Route, { engine: { registry } }: Edge): Route {
  const { operation } = route.served;
  const { body } = operation;
  if (!body) return route;
  const named = (names: readonly string[]): Schema => ({ ...COMMAND, enum: names });
  const schema = lineSchema(named([...registry.commands.keys()].sort()), named(goingFirst(registry)));
  return { ...route, served: { ...route.served, operation: { ...operation, body: { ...body, schema } } } };
}
