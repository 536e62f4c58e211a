import { searchText } from '@dossier/fields';
import { byCustomer, defineProjection, holding, instantField, text, unindexed } from '@dossier/kernel';
import {
  type CustomerFile,
  deactivatedAtOf,
  FILE_EVENTS,
  FILE_SHOWS,
  fileEvolve,
  fileView,
  goldenField,
  kindOf,
  NAME_FIELDS,
  nameField,
  registeredAtOf,
  statusOf,
} from '../../customer-file';
import { lastSaid } from '../../said';

/** What a customer is found by: ids, and every name that any department gives it, with pinyin and initials. */
function search({ id, externalIds, facts }: CustomerFile): string {
  const names = ['legalName', 'shortName'].flatMap((attribute) =>
    Object.values(facts[attribute] ?? {})
      .map((statements) => lastSaid(statements).value)
      .filter((value) => typeof value === 'string'),
  );
  return searchText(...(id === null ? [] : [id]), ...externalIds.map(({ value }) => value), ...names);
}

/** Every customer: the list, the search, and the golden record (主数据记录) of one. */
export const customersProjection = defineProjection<CustomerFile>()({
  name: 'customers',
  title: { zh: '客户', en: 'Customers' },
  version: 4,
  from: FILE_EVENTS,
  key: byCustomer,
  evolve: fileEvolve,
  policies: ['survivorship'],
  fields: {
    name: holding(NAME_FIELDS, text(nameField)),
    country: unindexed(text(goldenField('country'))),
    industry: unindexed(text(goldenField('industry'))),
    sizeBand: unindexed(text(goldenField('sizeBand'))),
    kind: unindexed(text(kindOf)),
    status: unindexed(text(statusOf)),
    registeredAt: instantField(registeredAtOf),
    deactivatedAt: unindexed(instantField(deactivatedAtOf)),
    search: holding(NAME_FIELDS, unindexed(text(search))), // `contains` has no use for an index
  },
  view: (file, { policies }) => fileView(file, policies),
  shows: FILE_SHOWS,
  personal: true,
});
