import {
  byStream,
  defineProjection,
  type Erased,
  inMinor,
  type Instant,
  instantField,
  integer,
  kind,
  money,
  orNull,
  READERS,
  shape,
  type Shown,
  text,
  toMinor,
  unindexed,
} from '@dossier/kernel';
import { creditLimit } from '../../credit-limit';
import { creditLimitEvents } from '../../credit-limit.events';
import { APPROVED_BY, CURRENCY, CUSTOMER, WHY } from '../../shown-parts';

interface Change {
  readonly at: Instant;
  /** null: removed. */
  readonly limit: string | null;
  readonly currency: string | null;
  readonly approvedBy: string;
  readonly reason: string | Erased;
}
export interface CreditLimitDocument {
  readonly customer: string;
  /** By when they happened. */
  readonly changes: readonly Change[];
}
const LIMIT = orNull(
  kind.money(
    { zh: '信用额度', en: 'Credit limit' },
    { help: { zh: '没有额度时为 null', en: 'null where there is none' } },
  ),
);
const creditLimitView = shape({
  customer: CUSTOMER,
  limit: LIMIT,
  since: kind.instant({ zh: '自', en: 'Since' }),
  changes: kind.rows(
    { zh: '历次变更', en: 'Changes' },
    { at: kind.instant({ zh: '时间', en: 'When' }), limit: LIMIT, approvedBy: kind.text(APPROVED_BY), reason: WHY },
  ),
});
export type CreditLimitView = Shown<typeof creditLimitView>;

const changed = (doc: CreditLimitDocument | null, customer: string, change: Change): CreditLimitDocument => ({
  customer,
  changes: [...(doc?.changes ?? []), change].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
});
const last = ({ changes }: CreditLimitDocument): Change | undefined => changes.at(-1);
const shown = ({ limit, currency }: Change): CreditLimitView['limit'] =>
  limit === null || currency === null ? null : money(toMinor(limit, currency), currency);

/** Credit limits with their history: who approved what, and why. */
export const creditLimits = defineProjection<CreditLimitDocument>()({
  name: 'credit-limits',
  title: { zh: '信用额度', en: 'Credit limits' },
  version: 1,
  from: creditLimitEvents,
  key: byStream,
  evolve: {
    CreditLimitSet: (doc, { limit, currency, approvedBy, reason }, { subject, occurredAt: at }) =>
      changed(doc, subject, { at, limit, currency, approvedBy, reason }),
    CreditLimitRemoved: (doc, { approvedBy, reason }, { subject, occurredAt: at }) =>
      changed(doc, subject, { at, limit: null, currency: null, approvedBy, reason }),
  },
  fields: {
    customer: text((doc) => doc.customer),
    currency: unindexed(text((doc) => last(doc)?.currency ?? null, CURRENCY)),
    limit: inMinor(
      integer((doc) => {
        const { limit = null, currency = null } = last(doc) ?? {};
        return limit === null || currency === null ? null : toMinor(limit, currency);
      }),
    ),
    since: instantField((doc) => last(doc)?.at ?? null),
  },
  shape: creditLimitView,
  view: ({ customer, changes }): CreditLimitView => ({
    customer,
    limit: changes.slice(-1).map(shown)[0] ?? null,
    since: changes.at(-1)?.at ?? '',
    changes: changes.map((change) => ({
      at: change.at,
      limit: shown(change),
      approvedBy: change.approvedBy,
      reason: change.reason,
    })),
  }),
  shows: [{ at: 'changes/*/reason', of: ['finance.reason'] }],
  personal: true,
  routes: [
    {
      path: 'credit-limits',
      summary: { zh: '信用额度', en: 'Credit limits' },
      by: READERS,
      one: { parameter: 'customer', of: creditLimit },
    },
  ],
});
