import { defineState } from '@dossier/kernel';
import { ExternalIdClaimed } from './external-id.events';

/** A reservation: one stream for each id of each source, so that of two customers who claim it one wins. */
export type ExternalId = { readonly is: 'free' } | { readonly is: 'claimed'; readonly by: string };

export const externalId = defineState<ExternalId>()({
  category: 'external-id',
  from: { ExternalIdClaimed },
  initial: { is: 'free' },
  evolve: { ExternalIdClaimed: (_, { customerId }) => ({ is: 'claimed', by: customerId }) },
});

/** The id of its stream; a source has no dot, so no two of them meet in one. */
export const externalIdKey = (source: string, value: string): string => `${source}.${value}`;
