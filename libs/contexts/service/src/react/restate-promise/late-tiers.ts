import {
  type Entitlement,
  entitlementsAt,
  NO_TIERS,
  tierBenefitsPolicy,
  tierEvents,
  tiersOfEvents,
  type TiersState,
} from '@dossier/contexts/tiers';
import {
  byCustomer,
  compareTexts,
  defineReactor,
  type Evolve,
  idIn,
  type Instant,
  instant,
  milliseconds,
  type Policies,
  type Recorded,
} from '@dossier/kernel';
import { entitledTo, isEntitledAlike, type Promised } from '../../entitled-promise';
import { serviceRequest } from '../../request';
import { PromiseRestated, RequestOpened, StepCorrected } from '../../request.events';
import { restatePromise } from './restate-promise';

interface Request {
  readonly stream: string;
  readonly openedAt: Instant;
  readonly promise: Promised;
}
/** What is known of a customer: its tiers, and what it was promised. */
interface Known {
  readonly tiers: TiersState;
  readonly requests: readonly Request[];
}
const NOTHING: Known = { tiers: NO_TIERS, requests: [] };

const kept = (
  known: Known | null,
  { stream }: Recorded,
  openedAt: Instant | null,
  promise: Promised | undefined,
): Known => {
  const { tiers, requests } = known ?? NOTHING;
  const before = requests.find((each) => each.stream === stream);
  const at = openedAt ?? before?.openedAt;
  // to what was brought in as history nothing was promised
  if (promise === undefined || at === undefined) return { tiers, requests };
  return { tiers, requests: [...requests.filter((each) => each !== before), { stream, openedAt: at, promise }] };
};

/** The same as the 360° view makes of each event of a tier. */
const ofTiers = Object.fromEntries(
  Object.entries(tiersOfEvents).map(([name, evolve]) => [
    name,
    (known: Known | null, data: never, at: Recorded): Known => ({
      ...(known ?? NOTHING),
      tiers: (evolve as (state: TiersState, data: never, at: Recorded) => TiersState)(
        (known ?? NOTHING).tiers,
        data,
        at,
      ),
    }),
  ]),
) as unknown as Evolve<Known | null, typeof tierEvents>;

/** A tier, as of a day on which a request was opened, may be told after the opening: then another time was promised. */
export const lateTiers = defineReactor<Known>()({
  name: 'restate-promise',
  title: { zh: '按补记的客户级别更正服务时限', en: 'Restate promises by tiers that became known late' },
  version: 1,
  from: { RequestOpened, StepCorrected, PromiseRestated, ...tierEvents },
  key: byCustomer,
  evolve: {
    ...ofTiers,
    RequestOpened: (known, { promise }, at) => kept(known, at, at.occurredAt, promise),
    StepCorrected: (known, { step, at: openedAt, promise }, at) =>
      step === 'opened' ? kept(known, at, openedAt, promise) : (known ?? NOTHING),
    PromiseRestated: (known, { promise }, at) => kept(known, at, null, promise),
  },
  policies: [tierBenefitsPolicy.name],
  reactsToHistory: true, // what was promised is no message: history is promised like the present
  dueAt: (known, policies) => nextWrong(known, policies)?.dueAt ?? null,
  sends: restatePromise,
  react: (known, _, policies) => {
    const { stream = '', entitlements = [] } = nextWrong(known, policies) ?? {};
    return { command: { requestId: idIn(serviceRequest, stream), entitlements } };
  },
});

interface Wrong {
  readonly stream: string;
  /** At once. Each of several that were opened at one instant has its own, for a reaction is known by it. */
  readonly dueAt: Instant;
  readonly entitlements: readonly Entitlement[];
}

/** The first request of which another time was promised than the tiers of its opening give. */
function nextWrong({ tiers, requests }: Known, policies: Policies): Wrong | null {
  const isPlain = Object.keys(tiers.schemes).length === 0;
  const inOrder = requests.toSorted((a, b) => compareTexts(a.openedAt, b.openedAt) || compareTexts(a.stream, b.stream));
  for (const [index, { stream, openedAt, promise }] of inOrder.entries()) {
    if (isPlain && promise.entitlements === undefined) continue;
    const entitlements = entitlementsAt(tiers, openedAt, policies);
    if (isEntitledAlike(promise, entitledTo(promise, entitlements))) continue;
    const first = inOrder.findIndex((each) => each.openedAt === openedAt);
    return { stream, dueAt: instant(milliseconds(openedAt) + index - first), entitlements };
  }
  return null;
}
