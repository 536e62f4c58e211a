import {
  type CodeOf,
  type Decision,
  defineTerms,
  type Erased,
  type Instant,
  isNews,
  type Sequence,
} from '@dossier/kernel';
import { customersRefusal } from './customers.refusals';
import { type Dated, withStatement } from './said';

export const customerStatuses = defineTerms(
  'customers.status',
  { zh: '客户状态', en: 'Status of a customer' },
  { active: { zh: '正常', en: 'active' }, deactivated: { zh: '已停用', en: 'deactivated' } },
);
export type CustomerStatus = CodeOf<typeof customerStatuses>;

/** A deactivation or reactivation of a customer. */
export interface StatusSaid extends Dated {
  readonly status: CustomerStatus;
}
/** All of them, in order of time. Before the first a customer is active. */
export type Statuses = readonly StatusSaid[];

/** @param at `position` puts what happened at one instant in order: a place in the log */
export const withStatus = (known: Statuses, status: CustomerStatus, { since, position }: Dated): Statuses =>
  withStatement(known, { status, since, position });

/** All of them, also several of one instant: the one recorded last is last. */
export type EveryStatus = Sequence<Omit<StatusSaid, 'position'> & { readonly reason?: string | Erased }>;

/** The last one by an instant. */
const lastBy = (statuses: EveryStatus, at: Instant) => statuses.lastBefore(({ since }) => since > at);
const statusAt = (statuses: EveryStatus, at: Instant): CustomerStatus => lastBy(statuses, at)?.status ?? 'active';

/**
 * Whether a status as of an instant must be recorded.
 * @throws Refusal `customers/status-said`: it is so already, for another reason
 */
export const isStatusNews = (
  statuses: EveryStatus,
  status: CustomerStatus,
  reason: string,
  context: Pick<Decision, 'now' | 'occurredAt'>,
): boolean => {
  const { occurredAt: at } = context;
  const last = lastBy(statuses, at);
  const isOfIt = last?.since === at;
  if (isNews({ since: at, isSaid: statusAt(statuses, at) === status, isOfIt }, context)) return true;
  if (last === undefined || last.reason === reason) return false;
  throw customersRefusal('status-said', { status: customerStatuses.words[status], since: last.since });
};

/** A period of deactivation: from `since` until just before `until`; null: it lasts. */
export interface Deactivation {
  readonly since: Instant;
  readonly until: Instant | null;
}

/** In order, without touching periods. */
export function deactivations(statuses: readonly Pick<StatusSaid, 'status' | 'since'>[]): readonly Deactivation[] {
  const changes = statuses.filter(({ status }, place) => status !== (statuses[place - 1]?.status ?? 'active'));
  return changes.flatMap(({ status, since }, place) =>
    status === 'active' ? [] : { since, until: changes[place + 1]?.since ?? null },
  );
}

/** The period of deactivation that contains an instant; undefined: the customer is active then. */
export const deactivatedAt = (statuses: EveryStatus, at: Instant): Deactivation | undefined =>
  statusAt(statuses, at) === 'active'
    ? undefined
    : deactivations([...statuses]).find(({ since, until }) => since <= at && (until === null || at < until));
