import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, ValidateNested } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Receipt, Sent } from '@dossier/engine';
import { streamOf } from '@dossier/kernel';
import {
  bodyOf,
  COMMAND_HEADERS,
  CommandDoor,
  commandRules,
  compileRules,
  Edge,
  invalid,
  Parameters,
  principalOf,
  Problem,
  RECEIPTS,
  sentByHeaders,
  Serves,
} from '@dossier/web';
import { claimed, OtherId } from './external-id';
import { claimExternalId } from './write/claim-external-id/claim-external-id';
import { type RegisterCustomer, registerCustomer } from './write/register-customer/register-customer';

/** What the body may say beside the command. */
class ExternalIds {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => OtherId)
  readonly externalIds?: readonly OtherId[];
}
/** Since when the other one has it makes no difference. */
const EVER = '';
const { schema, definitions } = commandRules(registerCustomer).rules;
const ids = compileRules(ExternalIds);
const properties = (of: { readonly schema: Readonly<Record<string, unknown>> }): object =>
  of.schema['properties'] as object;

/** As the registration was sent, with a key of its own that no header can hold; If-Match was about the registration. */
function forClaim(registration: Sent, i: number): Sent {
  const { key } = registration;
  const sent: Sent = { ...registration, ...(key !== undefined && { key: `${key}\nexternal id ${i}` }) };
  for (const name of ['ifMatch', 'beside'] as const) Reflect.deleteProperty(sent, name);
  return sent;
}

/**
 * Registers a customer and claims its external ids. An id that is taken is refused before anything is written; one that
 * is taken in the same instant leaves the customer registered without it.
 */
@Controller('customers')
export class RegisterWithExternalIds {
  constructor(
    @Inject(CommandDoor) private readonly door: CommandDoor,
    @Inject(Edge) private readonly edge: Edge,
  ) {}

  @Post()
  @Serves({
    by: registerCustomer.by,
    audit: { kind: 'command', action: registerCustomer.name },
    takes: 'application/json',
    operation: {
      tag: 'customers',
      summary: { zh: '客户建档', en: 'Register a customer' },
      description: {
        zh: '所给信息记为该部门登记的信息；未给 customerId 时由系统生成。外部编号已属于其他客户时拒绝，且不作任何更改。',
        en: 'What is said counts as said by the department named; without customerId the system chooses one. An external id that belongs to another customer is refused, and nothing is changed.',
      },
      parameters: COMMAND_HEADERS,
      body: {
        type: 'application/json',
        schema: { ...schema, properties: { ...properties({ schema }), ...properties(ids) } },
        definitions: new Map([...definitions, ...ids.definitions]),
        example: {
          customerId: 'c-1001',
          kind: 'organisation',
          name: '苏州精密机械有限公司',
          country: '中国',
          phone: '0512 6677 8899',
          department: 'sales',
          externalIds: [{ source: 'erp', value: 'K-2041' }],
        },
      },
      answers: RECEIPTS,
      problems: [409, 412, 413, 415, 422, 503],
    },
  })
  async receive(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Receipt> {
    Parameters.of(request.url).refuseUnknown([]); // who writes ?dryRun must not find it done
    const { value, nodes } = bodyOf(request);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Problem('request/not-an-object');
    const { externalIds, ...fields } = value as Record<string, unknown>;
    const beside = { externalIds } as ExternalIds;
    const faults = ids.check(beside);
    if (faults.length > 0) throw invalid(faults);

    const arrival = { principal: principalOf(request), ...sentByHeaders(request.headers) };
    const registration = this.door.admit(registerCustomer, { value: fields, nodes }, arrival);
    const { customerId } = registration.command as RegisterCustomer;
    request.concerning = [customerId];
    const claims = (beside.externalIds ?? []).map(({ source, value: id }) => ({ customerId, source, value: id }));
    for (const claim of claims) await this.mustBeFree(claim);

    const sent = { ...registration.sent, beside: externalIds }; // named also where there are none: before there may have been
    const { receipt, created, replayed } = await this.door.send({ ...registration, sent });
    const receipts = [receipt];
    for (const [i, claim] of claims.entries()) {
      const admitted = this.door.admit(claimExternalId, { value: claim, nodes: 1 }, arrival);
      const answer = await this.door.send({ ...admitted, sent: forClaim(registration.sent, i) });
      receipts.push(answer.receipt);
    }
    void reply.code(created ? 201 : 200).header('etag', `"${receipt.revision}"`);
    if (replayed) void reply.header('idempotency-replayed', 'true');
    const { position } = receipts.at(-1) ?? receipt;
    return { ...receipt, position, events: receipts.flatMap(({ events }) => events) };
  }

  /** Decides the claim on what the log holds now; in the end whoever writes first decides. */
  private async mustBeFree(claim: OtherId & { readonly customerId: string }): Promise<void> {
    const head = await this.edge.engine.store.head(streamOf(claimExternalId.on, claimExternalId.id(claim)));
    claimed(claim, head ? { is: 'claimed', by: head.subject, since: EVER } : { is: 'free' }, EVER);
  }
}
