import { Impersonal, IsForm, IsId, looksPersonal, Titled } from '@dossier/fields';
import { defineState, type Instant, type Naming } from '@dossier/kernel';
import { identityRefusal } from './identity.refusals';
import { ExternalIdClaimed } from './external-id.events';

/** A customer's number in another system. */
export class OtherId {
  @Titled(
    { zh: '来源系统', en: 'Source' },
    { help: { zh: '为客户编号的系统，如 erp。', en: 'The system that numbers customers so, such as erp.' } },
  )
  @IsForm(/^[a-z0-9_-]{1,32}$/, {
    zh: '来源名称：1 至 32 个小写英文字母、数字、下划线或连字符，如 erp',
    en: 'the name of a source, 1 to 32 small letters, digits, underscores and hyphens, such as erp',
  })
  @Impersonal('id')
  readonly source!: string;
  /** Part of a stream's name, so it can never be erased. */
  @Titled(
    { zh: '外部编号', en: 'External id' },
    {
      help: {
        zh: '客户在该系统中的编号，不得含个人数据。',
        en: 'The number of the customer there; never personal data.',
      },
    },
  )
  @IsId()
  readonly value!: string;
}

/** A reservation: one stream for each id of each source, so that only one customer can claim it. */
export interface ExternalId {
  readonly by: string;
  /** The earliest claim. */
  readonly since: Instant;
}

export const externalId = defineState<ExternalId>()({
  category: 'external-id',
  from: { ExternalIdClaimed },
  begins: { ExternalIdClaimed: ({ customerId: by }, { occurredAt: since }) => ({ by, since }) },
  evolve: {
    ExternalIdClaimed: ({ since }, { customerId: by }, { occurredAt }) => ({
      by,
      since: since < occurredAt ? since : occurredAt,
    }),
  },
});

/** The id of its stream; a source has no dot, so two ids never share a stream. */
export const externalIdKey = (source: string, value: string): string => `${source}.${value}`;

/**
 * Claims a reservation for a customer; `[]` where it had it by then; an earlier instant is recorded.
 * @throws Refusal `customers/external-id-taken`, `customers/personal-external-id`
 */
export function claimed(
  { customerId, source, value }: OtherId & { readonly customerId: string },
  reservation: ExternalId | undefined,
  at: Instant,
): readonly ReturnType<typeof ExternalIdClaimed>[] {
  if (reservation === undefined) {
    // one that is there was claimed under the rules of its time
    if (looksPersonal(value)) throw identityRefusal('personal-external-id', { source });
    return [ExternalIdClaimed({ customerId, source, value })];
  }
  if (reservation.by !== customerId)
    throw identityRefusal('external-id-taken', { source, value, owner: reservation.by });
  return at < reservation.since ? [ExternalIdClaimed({ customerId, source, value })] : [];
}

/**
 * Names that a customer takes with ids, in the append of whoever claims them, also of a registration whose steps do: of
 * two commands at once, in whatever processes, nothing is written of the second. An id that was claimed before names were
 * kept has none; {@link claimed} refuses it.
 */
export const externalIdNames = (owner: string, ids: readonly OtherId[]): readonly Naming[] =>
  [...new Map(ids.map(({ source, value }) => [externalIdKey(source, value), { source, value }])).entries()].map(
    ([key, id]) => ({ name: ['external-id', key], owner, refusal: () => identityRefusal('external-id-claimed', id) }),
  );
