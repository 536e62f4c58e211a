import {
  type Entitlement,
  entitlementsAt,
  shortestTime,
  type Tier,
  tiers,
  type TiersState,
} from '@dossier/contexts/tiers';
import { IsOneOf, Titled } from '@dossier/fields';
import { canonicalJson, type Instant, type Policies } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, ValidateNested } from 'class-validator';
import { type ServiceClock, serviceClocks } from './terms';
import { ServicePromise } from './verdict-payloads';

/** 级别权益: the time of one clock is shorter than that of the priority, for the customer had a tier. */
export class ClockEntitlement {
  @IsOneOf(serviceClocks) readonly clock!: ServiceClock;
  @IsOneOf(tiers) readonly tier!: Tier;
  @Titled({ zh: '权益时限', en: 'Entitled to' }, { unit: { zh: '分钟', en: 'minutes' } })
  @IsInt()
  readonly minutes!: number;
  /** By the priority alone. */
  @Titled({ zh: '按优先级的时限', en: 'By the priority' }, { unit: { zh: '分钟', en: 'minutes' } })
  @IsInt()
  readonly insteadOf!: number;
  /** Of the policy `tier-benefits`. */
  @Titled({ zh: '权益政策版本', en: 'Version of the benefits' }) @IsInt() readonly benefitsVersion!: number;
}
export type Entitled = Pick<ClockEntitlement, keyof ClockEntitlement>;

/** What is promised to a request. */
export class RequestPromise extends ServicePromise {
  /** Left out: no tier makes it shorter. */
  @Titled({ zh: '级别权益', en: 'Entitled by tier' })
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => ClockEntitlement)
  readonly entitlements?: readonly ClockEntitlement[];
}
/** The same of a request or a complaint; to complaints no tier entitles. */
export type Promised = Pick<RequestPromise, keyof RequestPromise>;

const MINUTES = { response: 'responseMinutes', resolution: 'resolutionMinutes' } as const;
export const minutesOf = (promise: Promised, clock: ServiceClock): number => promise[MINUTES[clock]];
export const entitlementOf = (promise: Promised | undefined, clock: ServiceClock): Entitled | null =>
  promise?.entitlements?.find((each) => each.clock === clock) ?? null;

/** By the priority alone. */
function withoutTiers({ entitlements = [], ...promise }: Promised): Promised {
  return entitlements.reduce<Promised>(
    (all, { clock, insteadOf }) => ({ ...all, [MINUTES[clock]]: insteadOf }),
    promise,
  );
}

/** A promise to whom is entitled to something: of each clock the shorter time counts. */
export function entitledTo(promise: Promised, all: readonly Entitlement[]): Promised {
  const plain = withoutTiers(promise);
  const entitlements = serviceClocks.codes.flatMap((clock): readonly Entitled[] => {
    const best = shortestTime(all, clock);
    const insteadOf = minutesOf(plain, clock);
    if (best === undefined || best.value === null || best.value >= insteadOf) return [];
    return [{ clock, tier: best.tier, minutes: best.value, insteadOf, benefitsVersion: best.policyVersion }];
  });
  return entitlements.reduce<Promised>((promised, { clock, minutes }) => ({ ...promised, [MINUTES[clock]]: minutes }), {
    ...plain,
    ...(entitlements.length > 0 && { entitlements }),
  });
}

/** What is promised when it is opened, by the tiers of then. */
export const promisedBy = (promise: Promised, known: TiersState, openedAt: Instant, policies: Policies): Promised =>
  entitledTo(promise, entitlementsAt(known, openedAt, policies));

/** Whether tiers make the same of both; another version of the same benefits is no other promise. */
export const isEntitledAlike = (a: Promised, b: Promised): boolean => {
  const told = ({ entitlements = [] }: Promised): string =>
    canonicalJson(entitlements.map(({ clock, tier, minutes }) => ({ clock, tier, minutes })));
  return told(a) === told(b);
};

/** What a verdict says of the tier that made its time shorter. */
export interface TierTold {
  readonly tier: Tier;
  readonly priorityMinutes: number;
  readonly benefitsVersion: number;
}
export const tierTold = ({ tier, insteadOf: priorityMinutes, benefitsVersion }: Entitled): TierTold => ({
  ...{ tier, priorityMinutes, benefitsVersion },
});
