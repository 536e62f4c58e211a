import { searchFold, searchText } from '@dossier/fields';
import { byCustomer, defineProjection, holding, instantField, text, unindexed, READERS } from '@dossier/kernel';
import { MAILS, NAMES, personalNamesOf } from '../../attributes';
import { customer } from '../../customer';
import {
  type CustomerFile,
  deactivatedAtOf,
  FILE_EVENTS,
  FILE_SHOWS,
  fileEvolve,
  fileShape,
  fileView,
  goldenColumn,
  KIND,
  NAME,
  NAME_FIELDS,
  nameOf,
  NO_FILE,
  registeredAtOf,
  STATUS,
} from '../../customer-file';
import { lastSaid } from '../../said';

/** The latest values of these attributes, from any department. */
const saidOf = ({ facts }: CustomerFile, attributes: readonly string[]): readonly string[] =>
  attributes.flatMap((attribute) =>
    Object.values(facts[attribute] ?? {})
      .map((statements) => lastSaid(statements).value)
      .filter((value) => typeof value === 'string'),
  );

/** The text that finds a customer: ids, and all names from any department, with pinyin and initials. */
const search = (file: CustomerFile): string =>
  searchText(
    ...(file.id === null ? [] : [file.id]),
    ...file.externalIds.map(({ value }) => value),
    ...saidOf(file, NAMES),
  );
const searchMail = (file: CustomerFile): string => saidOf(file, MAILS).map(searchFold).join(' ');

/** Every customer: the list, the search, and the golden record (主数据记录) of one. */
export const customersProjection = defineProjection<CustomerFile>()({
  name: 'customers',
  title: { zh: '客户', en: 'Customers' },
  version: 7,
  from: FILE_EVENTS,
  key: byCustomer,
  initial: NO_FILE,
  evolve: fileEvolve,
  policies: ['survivorship'],
  fields: {
    name: NAME,
    country: goldenColumn('country'),
    industry: goldenColumn('industry'),
    sizeBand: goldenColumn('sizeBand'),
    kind: KIND,
    status: STATUS,
    registeredAt: instantField(registeredAtOf),
    deactivatedAt: unindexed(instantField(deactivatedAtOf, { zh: '停用时间', en: 'Deactivated' })),
    // `contains` cannot use an index
    search: holding(NAME_FIELDS, unindexed(text(search))),
    searchMail: holding(personalNamesOf(...MAILS), unindexed(text(searchMail))),
  },
  shape: fileShape,
  customerName: { of: nameOf, personal: NAME_FIELDS },
  view: (file, { policies }) => fileView(file, policies),
  shows: FILE_SHOWS,
  personal: true,
  routes: [
    {
      path: 'customers',
      summary: { zh: '客户列表、搜索与主数据记录', en: 'Customers: list, search, golden record' },
      by: READERS,
      one: { parameter: 'customer', of: customer },
    },
  ],
});
