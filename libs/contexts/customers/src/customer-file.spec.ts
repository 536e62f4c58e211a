import { ERASED, type EventIn, initialPolicies } from '@dossier/kernel';
import { projectionSpec, type Told, told, withPolicy } from '@dossier/testing';
import {
  CustomerDeactivated,
  CustomerReactivated,
  CustomerRegistered,
  FactAsserted,
  FactWithdrawn,
  PersonalFactAsserted,
} from './customer.events';
import { type CustomerFileView, type FILE_EVENTS, fileView, NO_FILE } from './customer-file';
import { ExternalIdClaimed } from '@dossier/foundation';
import { customersProjection } from './read/customers/customers';
import { customerSection } from './read/file/file';
import { survivorship } from './survivorship';

const january = '2026-01-10T00:00:00.000Z';
const february = '2026-02-10T00:00:00.000Z';
const march = '2026-03-10T00:00:00.000Z';
const at = (occurredAt: string, department?: string, subject = 'c-1') => ({
  subject,
  occurredAt,
  ...(department !== undefined && { department }),
});
const country = (value: string, standard = true) => FactAsserted({ attribute: 'country', value, standard });
const shortName = (value: string) => PersonalFactAsserted({ attribute: 'shortName', value, standard: true });
const claimed = (source: string, value: string, customerId = 'c-1') =>
  told(ExternalIdClaimed({ customerId, source, value }), {
    subject: customerId,
    stream: `external-id-${source}.${value}`,
  });

const history = [
  told(CustomerRegistered({ kind: 'organisation' }), at(january)),
  told(country('FR'), at(january, 'sales')),
  told(CustomerRegistered({ kind: 'person' }), at(january, undefined, 'c-2')),
  told(shortName('单田芳'), at(january, undefined, 'c-2')),
  claimed('web', '7'),
  claimed('erp', '14646'),
  told(country('DE'), at(march, 'service')),
  told(PersonalFactAsserted({ attribute: 'phone', value: '12', standard: false }), at(march, 'sales')),
  told(country('IT'), at(february, 'service')),
  told(CustomerDeactivated({ reason: 'left' }), at(february, undefined, 'c-2')),
  told(shortName('ACME'), at(february, 'sales')),
  told(FactWithdrawn({ attribute: 'shortName' }), at(march, 'sales')),
];
const first: CustomerFileView = {
  id: 'c-1',
  name: null,
  kind: 'organisation',
  status: 'active',
  registeredAt: january,
  externalIds: [
    { source: 'erp', value: '14646' },
    { source: 'web', value: '7' },
  ],
  golden: {
    country: {
      value: 'FR',
      standard: true,
      department: 'sales',
      since: january,
      conflicts: [{ department: 'service', value: 'DE', since: march }],
    },
    phone: { value: '12', standard: false, department: 'sales', since: march, conflicts: [] },
  },
  byDepartment: {
    sales: {
      country: { value: 'FR', standard: true, since: january },
      phone: { value: '12', standard: false, since: march },
    },
    service: { country: { value: 'DE', standard: true, since: march } },
  },
};
const ofFirst = history.filter(({ subject }) => subject === 'c-1');

describe('the customer file', () => {
  it('shows the golden record and what each department says, however events come', () => {
    projectionSpec(customersProjection)
      .given(...ofFirst)
      .shuffledAcrossSubjects()
      .twice()
      .thenView(first);
    projectionSpec(customersProjection)
      .given(...ofFirst)
      .inAnyOrderOfCommit()
      .twice()
      .thenView(first);
  });
  it('is the same in the 360° view', () => {
    projectionSpec(customerSection)
      .given(...ofFirst)
      .shuffledAcrossSubjects()
      .twice()
      .thenView(first);
    projectionSpec(customerSection)
      .given(...ofFirst)
      .inAnyOrderOfCommit()
      .twice()
      .thenView(first);
  });
  it('shows what was said beside its standard form, and the short name where there is no legal one', () => {
    const raw = PersonalFactAsserted({ attribute: 'shortName', value: 'ACME', raw: ' ACME', standard: true });
    const fact = { value: 'ACME', raw: ' ACME', standard: true, since: january };
    projectionSpec(customersProjection)
      .given(told(raw, at(january, 'sales')))
      .thenView(
        expect.objectContaining({
          name: 'ACME',
          golden: { shortName: { ...fact, department: 'sales', conflicts: [] } },
          byDepartment: { sales: { shortName: fact } },
        }) as never,
      );
  });
  it('shows a short name that can be read before a legal one that is erased', () => {
    const legalName = told(
      PersonalFactAsserted({ attribute: 'legalName', value: ERASED, standard: true }),
      at(january, 'sales'),
    );
    const shown = (name: unknown): never => expect.objectContaining({ name }) as never;
    projectionSpec(customersProjection)
      .given(legalName, told(shortName('ACME'), at(february, 'sales')))
      .thenView(shown('ACME'));
    projectionSpec(customersProjection).given(legalName).thenView(shown(ERASED));
  });
  it('shows the legal name before the short one', () => {
    const legalName = PersonalFactAsserted({ attribute: 'legalName', value: 'ACME Ltd', standard: true });
    const view = expect.objectContaining({ name: 'ACME Ltd' }) as never;
    const both = [told(shortName('ACME'), at(january, 'sales')), told(legalName, at(january, 'sales'))];
    projectionSpec(customersProjection)
      .given(...both)
      .thenView(view);
    projectionSpec(customersProjection)
      .given(told(legalName, at(january, 'sales')))
      .thenView(view);
  });
  it('has each external id once, by source and value', () =>
    projectionSpec(customersProjection)
      .given(claimed('web', '2'), claimed('erp', '3'), claimed('erp', '2'), claimed('crm', '9'), claimed('erp', '2'))
      .inAnyOrderOfCommit()
      .thenView(
        expect.objectContaining({
          externalIds: [
            { source: 'crm', value: '9' },
            { source: 'erp', value: '2' },
            { source: 'erp', value: '3' },
            { source: 'web', value: '2' },
          ],
        }) as never,
      ));
  it('lets the fact recorded last count of those valid from one instant', () =>
    projectionSpec(customersProjection)
      .given(told(country('FR'), at(january, 'sales')), told(country('DE'), at(january, 'sales')))
      .thenFields({ country: 'DE' }));
  it('is opened at its earliest registration, and is what that says', () => {
    const first = at(january);
    const second = at(february, undefined, 'c-1');
    const files = [
      told(CustomerRegistered({ kind: 'organisation' }), { ...second, stream: 'customer-c-1' }),
      told(CustomerRegistered({ kind: 'organisation' }), { ...first, stream: 'customer-c-1' }),
      told(CustomerRegistered({ kind: 'person' }), { ...second, stream: 'customer-c-2' }),
    ];
    projectionSpec(customersProjection)
      .given(...files)
      .inAnyOrderOfCommit()
      .twice()
      .thenFields({ registeredAt: january, kind: 'organisation', status: 'active' });
    projectionSpec(customersProjection)
      .given(
        ...files.slice(0, 2),
        told(CustomerDeactivated({ reason: 'left' }), { ...first, occurredAt: '2026-01-20T00:00:00.000Z' }),
      )
      .inAnyOrderOfCommit()
      .thenFields({ status: 'deactivated' });
  });
  it('shows since when a value has been said without another between, also where the other is learnt late', () => {
    const said = [told(country('FR'), at(january, 'sales')), told(country('FR'), at(march, 'sales'))];
    const since = (value: unknown) => expect.objectContaining({ golden: { country: value } }) as never;
    const fact = { value: 'FR', standard: true, department: 'sales', conflicts: [] };
    projectionSpec(customersProjection)
      .given(...said)
      .inAnyOrderOfCommit()
      .thenView(since({ ...fact, since: january }));
    projectionSpec(customersProjection)
      .given(...said, told(country('DE'), at(february, 'sales')))
      .inAnyOrderOfCommit()
      .thenView(since({ ...fact, since: march }));
  });
  it('names departments in the order of their names, however they came', () => {
    const said = (department: string) => ({
      [department]: [{ value: 'FR', standard: true, since: january, position: 1 }] as const,
    });
    const file = { ...NO_FILE, facts: { country: { ...said('b'), ...said('c'), ...said('a') } } };
    expect(Object.keys(fileView(file, initialPolicies).byDepartment)).toEqual(['a', 'b', 'c']);
  });
  it('is empty in the 360° view while nothing is recorded here', () =>
    projectionSpec(customerSection).given().thenView({
      id: null,
      name: null,
      kind: null,
      status: null,
      registeredAt: null,
      externalIds: [],
      golden: {},
      byDepartment: {},
    }));
  it('has no kind and status in the 360° view while it is not registered', () =>
    projectionSpec(customerSection).given(claimed('erp', '14646')).thenFields({ kind: null, status: null }));
  it('has the same declared fields in the 360° view', () =>
    projectionSpec(customerSection)
      .given(...ofFirst)
      .thenFields({
        name: null,
        country: 'FR',
        kind: 'organisation',
        status: 'active',
        registeredAt: january,
        industry: null,
        sizeBand: null,
      }));
});

describe('the list of customers', () => {
  const spec = projectionSpec(customersProjection);
  it('has one document for each, with what it is found by', () => {
    spec
      .given(...history)
      .shuffledAcrossSubjects()
      .twice()
      .inAnyOrderOfCommit()
      .thenAll({
        'c-1': expect.objectContaining({ id: 'c-1' }) as never,
        'c-2': expect.objectContaining({ id: 'c-2' }) as never,
      });
    spec.given(...ofFirst).thenFields({
      name: null,
      country: 'FR',
      kind: 'organisation',
      status: 'active',
      registeredAt: january,
      industry: null,
      sizeBand: null,
      search: 'c-1 14646 7',
      searchMail: '',
    });
  });
  it('finds a customer by every name that a department gives it, and by pinyin', () =>
    spec
      .given(
        told(shortName('单田芳'), at(january, 'sales')),
        told(
          PersonalFactAsserted({ attribute: 'legalName', value: 'ＡＣＭＥ Ltd', standard: true }),
          at(january, 'it'),
        ),
        told(shortName('Dan'), at(january, 'service')),
        told(PersonalFactAsserted({ attribute: 'address', value: 'Road', standard: true }), at(january, 'sales')),
      )
      .thenFields({
        name: 'acme ltd',
        search: 'c-1 acme ltd 单田芳 shantianfang stf dantianfang dtf dan',
      }));
  it('lists one of whom only an external id is known', () =>
    spec.given(claimed('erp', '14646')).thenFields({
      name: null,
      kind: null,
      status: null,
      registeredAt: null,
      search: 'c-1 14646',
    }));
  it('prefers the legal name to the short one', () => {
    const legalName = PersonalFactAsserted({ attribute: 'legalName', value: 'ACME Ltd', standard: true });
    spec.given(told(shortName('ACME'), at(january, 'sales'))).thenFields({ name: 'acme' });
    spec
      .given(told(shortName('ACME'), at(january, 'sales')), told(legalName, at(january, 'sales')))
      .thenFields({ name: 'acme ltd' });
  });
  it('follows the survivorship policy in force', () => {
    const given = spec.given(told(country('FR'), at(january, 'sales')), told(country('DE'), at(january, 'service')));
    const policies = withPolicy(survivorship, { departments: ['service'], attributes: [] });
    given.thenFields({ country: 'FR' });
    given.thenFields({ country: 'DE' }, policies);
  });
  it('follows one that was published when departments were kept as they were sent', () => {
    const given = spec.given(told(country('FR'), at(january, 'sales')), told(country('DE'), at(january, 'service')));
    const policies = withPolicy(survivorship, { departments: ['客服'], attributes: [] });
    given.thenFields({ country: 'FR' });
    given.thenFields({ country: 'DE' }, policies);
  });
  it('shows nothing of what was erased', () => {
    const erased = PersonalFactAsserted({ attribute: 'shortName', value: ERASED, raw: ERASED, standard: true });
    spec.given(told(erased, at(january, 'sales'))).thenFields({ name: null, search: 'c-1' });
  });
  it('has no document for what belongs to no customer', () =>
    spec.given(told(country('FR'), { subject: '~order-1' })).then(null));
});

describe('the status of a customer', () => {
  const status = (...events: readonly Told<EventIn<typeof FILE_EVENTS>>[]) =>
    projectionSpec(customersProjection)
      .given(...events)
      .inAnyOrderOfCommit();
  it('is what happened last, not what was recorded last', () => {
    const registered = told(CustomerRegistered({ kind: 'person' }), at('2025-01-01T00:00:00.000Z'));
    const deactivated = told(CustomerDeactivated({ reason: 'left' }), at(january));
    const reactivated = told(CustomerReactivated({ reason: 'back' }), at(february));
    status(registered, deactivated).thenFields({ status: 'deactivated' });
    status(registered, deactivated, reactivated).thenFields({ status: 'active' });
    status(registered, reactivated, told(CustomerDeactivated({ reason: 'left' }), at(march))).thenFields({
      status: 'deactivated',
    });
  });
  it('of several files that are one has the earliest registration', () =>
    status(
      told(CustomerRegistered({ kind: 'person' }), { ...at(february), stream: 'customer-a' }),
      told(CustomerRegistered({ kind: 'organisation' }), { ...at(january), stream: 'customer-b' }),
    ).thenFields({ registeredAt: january, kind: 'organisation' }));
});
