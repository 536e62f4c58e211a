import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Instant, type PolicyDef, READERS, type Text } from '@dossier/kernel';
import {
  policiesProjection,
  type PolicyHistory,
  policyInForce,
  policyStream,
  type PolicyVersion,
} from '@dossier/foundation';
import { Edge } from '../edge/edge';
import { Problem } from '../edge/problem';
import { Serves } from '../edge/served';
import { Parameters } from '../reads/parameters';
import { answer, AS_OF, OF_CONTEXTS } from '../reads/read.docs';
import { READ_HEADERS, readingOf } from '../reads/reading';
import { revised, REVISION_HEADER } from '../reads/revised';

/** A policy as shown: the version in force, and all published ones. */
interface PolicyShown {
  readonly name: string;
  readonly title: Text;
  /** 0: the software's own. */
  readonly version: number;
  readonly effectiveFrom: Instant | null;
  readonly approvedBy: string | null;
  readonly document: unknown;
  readonly versions: readonly Omit<PolicyVersion, 'position'>[];
}

function shown(policy: PolicyDef<object>, history: PolicyHistory | null, asOf: Instant): PolicyShown {
  const { version, document } = policyInForce(history, policy, asOf);
  const versions = (history?.versions ?? []).map((each) => ({
    version: each.version,
    effectiveFrom: each.effectiveFrom,
    recordedAt: each.recordedAt,
    approvedBy: each.approvedBy,
    document: each.document,
  }));
  const published = versions.find((each) => each.version === version);
  const { name, title } = policy;
  const { effectiveFrom = null, approvedBy = null } = published ?? {};
  return { name, title, version, effectiveFrom, approvedBy, document, versions };
}

/** Policies, also those never published. */
@Controller('policies')
export class PoliciesHttp {
  constructor(@Inject(Edge) private readonly edge: Edge) {}

  @Get()
  @Serves({
    by: READERS,
    operation: {
      tag: 'policies',
      summary: { zh: '全部政策及其生效版本', en: 'All policies with the version in force' },
      parameters: [AS_OF, ...READ_HEADERS],
      answers: { 200: answer({ zh: '全部政策。', en: 'All policies.' }, OF_CONTEXTS) },
      problems: [504],
    },
  })
  async list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { registry, views } = this.edge.engine;
    const asOf = this.asOf(request);
    return this.read(reply, async () => {
      const position = await views.position(policiesProjection); // read first: it may move
      const items = [];
      for (const name of [...registry.policies.keys()].sort())
        items.push((await this.policy(name, asOf, request)).policy);
      return { items, next: null, position };
    });
  }

  @Get(':name')
  @Serves({
    by: READERS,
    operation: {
      tag: 'policies',
      summary: { zh: '一项政策：生效版本与历史版本', en: 'A policy: the version in force, and all others' },
      parameters: [
        {
          name: 'name',
          in: 'path',
          required: true,
          schema: { type: 'string', examples: ['survivorship'] },
          description: { zh: '政策名称。', en: 'Name of the policy.' },
        },
        AS_OF,
        ...READ_HEADERS,
      ],
      answers: {
        200: {
          ...answer({ zh: '政策。', en: 'The policy.' }, OF_CONTEXTS),
          headers: REVISION_HEADER,
        },
      },
      problems: [404, 504],
    },
  })
  async one(
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const asOf = this.asOf(request);
    const { policy, revision } = await this.read(reply, () => this.policy(name, asOf, request));
    return revised(reply, revision, policy);
  }

  private read<T>(reply: FastifyReply, work: () => Promise<T>): Promise<T> {
    return this.edge.read(reply, readingOf(reply.request), [policiesProjection], work);
  }

  private asOf(request: FastifyRequest): Instant {
    const { zone, clock } = this.edge.engine;
    const parameters = Parameters.of(request.url);
    parameters.refuseUnknown(['asOf', 'as-of']);
    return parameters.moment(AS_OF, zone.name) ?? clock.now();
  }

  private async policy(
    name: string,
    asOf: Instant,
    request: FastifyRequest,
  ): Promise<{ readonly policy: PolicyShown; readonly revision: number | null }> {
    const { registry, views } = this.edge.engine;
    const policy = registry.policies.get(name) as PolicyDef<object> | undefined;
    if (!policy) throw new Problem('reads/not-found', { what: policiesProjection.title, id: name.slice(0, 64) });
    const stream = policyStream(name);
    const found = await views.aggregate(policiesProjection, stream, stream, readingOf(request));
    const history = found ? (found.view as PolicyHistory) : null;
    return { policy: shown(policy, history, asOf), revision: found?.revision ?? null };
  }
}
