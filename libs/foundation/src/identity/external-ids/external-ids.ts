import { byStream, defineProjection, text, unindexed } from '@dossier/kernel';
import { ExternalIdClaimed } from '../external-id.events';

/** Whose number it is in another system. */
export interface ExternalIdOwner {
  readonly source: string;
  readonly value: string;
  /** The customer's canonical id. */
  readonly customer: string;
}

export const externalIds = defineProjection<ExternalIdOwner>()({
  name: 'external-ids',
  title: { zh: '外部编号', en: 'External ids' },
  version: 1,
  from: { ExternalIdClaimed },
  key: byStream,
  begins: { ExternalIdClaimed: ({ source, value }, { subject }) => ({ source, value, customer: subject }) },
  fields: {
    source: unindexed(text((doc) => doc.source)),
    value: text((doc) => doc.value),
    customer: text((doc) => doc.customer),
  },
  personal: false,
});
