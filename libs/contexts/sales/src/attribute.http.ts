import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { attributeSubject } from '@dossier/contexts/customers';
import type { Receipt } from '@dossier/engine';
import { IsCustomerReference } from '@dossier/fields';
import { type Class, isCustomer, ownSubject, type Refusal, streamOf, type Text } from '@dossier/kernel';
import {
  bodyOf,
  COMMAND_HEADERS,
  CommandDoor,
  compileRules,
  Edge,
  invalid,
  Parameters,
  principalOf,
  RECEIPTS,
  sentByHeaders,
  Serves,
} from '@dossier/web';
import { creditNote } from './credit-note';
import { isId } from './ids';
import { order } from './order';
import { salesRefusal } from './sales.refusals';

class Attribution {
  @IsCustomerReference() readonly customerId!: string;
}
const rules = compileRules(Attribution);
const ENVELOPE = ['occurredAt', 'department', 'businessLine'];

/** All attributions are one stream, whose revision no caller of this route has been given. */
const NO_REVISION = {
  pointer: 'If-Match',
  code: 'not-taken-here',
  detail: {
    zh: '此处不接受：归属记录在单独的事件流中，与该单据的版本无关。',
    en: 'is not taken here: attributions are kept in a stream of their own, not in that of the document.',
  },
};

/** Serves the attribution of what was recorded without a customer; whether it has one, the log says. */
function attributeRoute(
  path: 'orders/:orderId' | 'credit-notes/:creditNoteId',
  on: { readonly category: string },
  summary: Text,
  unknown: (id: string) => Refusal,
): Class<object> {
  const [tag = '', param = ''] = path.split('/:');

  @Controller(`${path}/attribute`)
  class AttributeHttp {
    constructor(
      @Inject(CommandDoor) private readonly door: CommandDoor,
      @Inject(Edge) private readonly edge: Edge,
    ) {}

    @Post()
    @Serves({
      by: attributeSubject.by,
      audit: { kind: 'command', action: attributeSubject.name },
      takes: 'application/json',
      operation: {
        tag,
        summary,
        parameters: [
          {
            name: param,
            in: 'path',
            required: true,
            schema: { type: 'string' },
            description: { zh: '编号。', en: 'Its id.' },
          },
          ...COMMAND_HEADERS.filter(({ name }) => name !== 'If-Match'),
        ],
        body: { type: 'application/json', schema: rules.schema, example: { customerId: 'c-1001' } },
        answers: RECEIPTS,
        problems: [404, 409, 413, 415, 422, 503, 504],
      },
    })
    async receive(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Receipt> {
      Parameters.of(request.url).refuseUnknown([]); // who writes ?dryRun must not find it done
      if (request.headers['if-match'] !== undefined) throw invalid([NO_REVISION]);
      const { value, nodes } = bodyOf(request);
      const fields = Object.entries({ ...(value as object) });
      const envelope = Object.fromEntries(fields.filter(([name]) => ENVELOPE.includes(name)));
      const own = Object.fromEntries(fields.filter(([name]) => !ENVELOPE.includes(name)));
      const faults = rules.check(own);
      if (faults.length > 0) throw invalid(faults);
      const id = (request.params as Readonly<Record<string, string>>)[param] ?? '';
      const member = await this.anonymous(id);
      const body = { ...envelope, member, into: own['customerId'] };
      const arrival = { principal: principalOf(request), ...sentByHeaders(request.headers) };
      const admitted = this.door.admit(attributeSubject, { value: body, nodes }, arrival);
      const { receipt, created, replayed } = await this.door.sendFor(request, admitted);
      void reply.code(created ? 201 : 200);
      if (replayed) void reply.header('idempotency-replayed', 'true');
      return receipt;
    }

    /** @throws Refusal where there is none, or it has a customer */
    private async anonymous(id: string): Promise<string> {
      const stream = streamOf(on, id);
      const head = isId(id) ? await this.edge.engine.store.head(stream) : undefined;
      if (!head) throw unknown(id);
      if (isCustomer(head.subject)) throw salesRefusal('has-customer', { document: stream, customer: head.subject });
      return ownSubject(stream);
    }
  }
  return AttributeHttp;
}

export const AttributeOrderHttp = attributeRoute(
  'orders/:orderId',
  order,
  { zh: '把匿名订单归属到客户', en: 'Attribute an anonymous order to a customer' },
  (orderId) => salesRefusal('unknown-order', { orderId }),
);
export const AttributeCreditNoteHttp = attributeRoute(
  'credit-notes/:creditNoteId',
  creditNote,
  { zh: '把匿名贷项单归属到客户', en: 'Attribute an anonymous credit note to a customer' },
  (creditNoteId) => salesRefusal('unknown-credit-note', { creditNoteId }),
);
