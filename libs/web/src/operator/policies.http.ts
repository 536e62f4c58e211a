import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { dataOf, decodeToShow, type Engine, LEFT_OUT, type Reading, UNREADABLE } from '@dossier/engine';
import { FULL } from '@dossier/event-feed';
import { type Instant, LongWork, type PolicyDef, READERS, type Text } from '@dossier/kernel';
import {
  completedDocument,
  policiesProjection,
  type PolicyDocument,
  policyStream,
  type PolicyVersions,
  versionInForce,
  type VersionPublished,
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
  /** Without their places in the log, with what they say, or LEFT_OUT. */
  readonly versions: readonly (Omit<VersionPublished, 'position'> & { readonly document: unknown })[];
}

function shown(
  policy: PolicyDef<object>,
  published: readonly VersionPublished[],
  inForce: VersionPublished | undefined,
  said: ReadonlyMap<VersionPublished, PolicyDocument>,
): PolicyShown {
  const { name, title } = policy;
  const { version = 0, effectiveFrom = null, approvedBy = null } = inForce ?? {};
  const known = inForce && (said.get(inForce) ?? UNREADABLE);
  const document = known && known !== UNREADABLE ? completedDocument(known, policy) : (known ?? policy.initial);
  const versions = published.map((each) => ({
    version: each.version,
    effectiveFrom: each.effectiveFrom,
    recordedAt: each.recordedAt,
    approvedBy: each.approvedBy,
    document: said.get(each) ?? LEFT_OUT,
  }));
  return { name, title, version, effectiveFrom, approvedBy, document, versions };
}

/** Versions that are read at once. */
const PIECE = 10;

/**
 * What versions say: the one in force, then the last ones, about so many characters in all. It is read from the log, as no
 * read model has room for all of them.
 */
async function saidBy(
  { feed, codec }: Pick<Engine, 'feed' | 'codec'>,
  published: readonly VersionPublished[],
  inForce: VersionPublished | undefined,
  most: number,
  { mayGoOn }: Pick<Reading, 'mayGoOn'>,
): Promise<ReadonlyMap<VersionPublished, PolicyDocument>> {
  const said = new Map<VersionPublished, PolicyDocument>();
  const work = new LongWork(mayGoOn);
  const wanted = [...(inForce ? [inForce] : []), ...published.filter((each) => each !== inForce).toReversed()];
  for (let from = 0, size = 0; from < wanted.length && (from === 0 || size < most); from += PIECE) {
    const piece = wanted.slice(from, from + PIECE);
    const events = await feed.at(piece.map(({ position }) => position));
    const read = new Map((await decodeToShow(codec, events)).map((event) => [event.at.position, event]));
    for (const each of piece) {
      const event = read.get(each.position);
      const { document = UNREADABLE } = (event ? dataOf(event) : {}) as { readonly document?: PolicyDocument };
      if (each === inForce || size < most) said.set(each, document);
      size += JSON.stringify(document).length;
    }
    await work.yieldIfDue();
  }
  return said;
}

const LARGE: Text = {
  zh: '内容很多时，versions 中只有最后若干版带有 document，其余为 {"leftOut":true}；以 asOf 可查看任一时刻生效的一版。',
  en: 'Where versions say very much, only the last of versions have their document; with others it is {"leftOut":true}. asOf shows the one in force at any time.',
};

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
      description: LARGE,
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
      const names = [...registry.policies.keys()].sort();
      for (const name of names) items.push((await this.policy(name, asOf, request, FULL / names.length)).policy);
      return { items, next: null, position };
    });
  }

  @Get(':name')
  @Serves({
    by: READERS,
    operation: {
      tag: 'policies',
      summary: { zh: '一项政策：生效版本与历史版本', en: 'A policy: the version in force, and all others' },
      description: LARGE,
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
    const { policy, revision } = await this.read(reply, () => this.policy(name, asOf, request, FULL));
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
    most: number,
  ): Promise<{ readonly policy: PolicyShown; readonly revision: number | null }> {
    const { registry, views } = this.edge.engine;
    const policy = registry.policies.get(name) as PolicyDef<object> | undefined;
    if (!policy) throw new Problem('reads/not-found', { what: policiesProjection.title, id: name.slice(0, 64) });
    const stream = policyStream(name);
    const reading = readingOf(request);
    const found = await views.aggregate(policiesProjection, stream, stream, reading);
    const { versions } = (found?.view ?? { versions: [] }) as Pick<PolicyVersions, 'versions'>;
    const inForce = versionInForce(versions, asOf);
    const said = await saidBy(this.edge.engine, versions, inForce, most, reading);
    return { policy: shown(policy, versions, inForce, said), revision: found?.revision ?? null };
  }
}
