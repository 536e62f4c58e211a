import { enumerated, ERASED } from '@dossier/kernel';
import { decisionSpec, told } from '@dossier/testing';
import { attributes } from '../../attributes';
import {
  CustomerDeactivated,
  CustomerRegistered,
  FactAsserted,
  FactWithdrawn,
  PersonalFactAsserted,
} from '../../customer.events';
import { assertFacts } from './assert-facts';

const registered = CustomerRegistered({ kind: 'organisation' });
const sales = { department: 'sales' };
const january = '2026-01-10T00:00:00.000Z';
const february = '2026-02-10T00:00:00.000Z';
const march = '2026-03-10T00:00:00.000Z';
const country = (value: string, occurredAt: string, department = 'sales') =>
  told(FactAsserted({ attribute: 'country', value, standard: true }), { occurredAt, department });
const says = (value: string, validFrom?: string) => ({
  customerId: 'c-1',
  facts: [{ attribute: 'country', value, ...(validFrom !== undefined && { validFrom }) }],
});

describe('asserting facts', () => {
  it('gives each fact the instant from which it is valid', () =>
    decisionSpec(assertFacts)
      .given(registered)
      .when(
        {
          customerId: 'c-1',
          facts: [
            { attribute: 'country', value: 'France' },
            { attribute: 'sizeBand', value: 'large', validFrom: february },
            { attribute: 'email', value: 'a@b.fr', validFrom: march },
          ],
        },
        { ...sales, occurredAt: march },
      )
      .then(
        FactAsserted({ attribute: 'country', value: 'FR', raw: 'France', standard: true }),
        FactAsserted({ attribute: 'sizeBand', value: 'large', standard: true }, { occurredAt: february }),
        PersonalFactAsserted({ attribute: 'email', value: 'a@b.fr', standard: true }),
      ));
  it.each([
    ['35', '35', true],
    ['35.50 %', '35.5', true],
    ['３５％', '35', true],
    ['0', '0', true],
    ['100%', '100', true],
    ['100.5', '100.5', false],
    ['-5', '-5', false],
    ['一半', '一半', false],
    ['0.355', '0.355', false],
  ])('reads a share of %s as %s', (raw, value, standard) =>
    decisionSpec(assertFacts)
      .given(registered)
      .when({ customerId: 'c-1', facts: [{ attribute: 'shareOfWallet', value: raw }] }, { ...sales, occurredAt: march })
      .then(FactAsserted({ attribute: 'shareOfWallet', value, ...(raw !== value && { raw }), standard })),
  );
  it('must name a department', () =>
    decisionSpec(assertFacts).given(registered).when(says('FR')).then('command/department-missing'));

  describe('that are said already', () => {
    const spec = decisionSpec(assertFacts).given(registered, country('FR', january), country('DE', march));
    it('is nothing to do for the value in force now, in whatever words', () =>
      spec.when(says('Germany'), sales).thenNothing());
    it('is a fact where another value was in force then', () =>
      spec
        .when(says('DE', february), sales)
        .then(FactAsserted({ attribute: 'country', value: 'DE', standard: true }, { occurredAt: february })));
    it('is a fact where nothing was said then', () =>
      spec
        .when(says('FR', '2026-01-09T00:00:00.000Z'), sales)
        .then(
          FactAsserted(
            { attribute: 'country', value: 'FR', standard: true },
            { occurredAt: '2026-01-09T00:00:00.000Z' },
          ),
        ));
    it('is a fact for another department', () =>
      spec
        .when(says('DE'), { department: 'finance' })
        .then(FactAsserted({ attribute: 'country', value: 'DE', standard: true })));
    it('is a fact again after it was withdrawn', () =>
      decisionSpec(assertFacts)
        .given(registered, country('FR', january), told(FactWithdrawn({ attribute: 'country' }), sales))
        .when(says('FR'), sales)
        .then(FactAsserted({ attribute: 'country', value: 'FR', standard: true })));
    it('is a fact with a date of its own, for what was between may be learnt later, but once of an instant', () => {
      spec
        .when(says('FR', february), sales)
        .then(FactAsserted({ attribute: 'country', value: 'FR', standard: true }, { occurredAt: february }));
      spec.when(says('FR', january), sales).thenNothing();
    });
    it('is nothing to do for the one recorded last of one instant', () => {
      const twice = decisionSpec(assertFacts).given(registered, country('FR', january), country('DE', january));
      twice.when(says('DE'), sales).thenNothing();
      twice.when(says('FR'), sales).then(FactAsserted({ attribute: 'country', value: 'FR', standard: true }));
    });
    it('is nothing to do now when a late fact came between', () =>
      decisionSpec(assertFacts)
        .given(registered, country('DE', march), country('FR', january))
        .when(says('DE'), sales)
        .thenNothing());
  });

  it('takes the mail of one address in another case for said already', () => {
    const spec = decisionSpec(assertFacts).given(
      registered,
      told(PersonalFactAsserted({ attribute: 'email', value: 'Li.Wei@example.com', standard: true }), sales),
    );
    for (const value of ['li.wei@example.com', 'LI.WEI@EXAMPLE.COM', ' ｌi.wei@Example.com'])
      spec.when({ customerId: 'c-1', facts: [{ attribute: 'email', value }] }, sales).thenNothing();
  });
  it('takes a name in another Unicode form for said already, and lets its case be corrected', () => {
    const spec = decisionSpec(assertFacts).given(
      registered,
      told(PersonalFactAsserted({ attribute: 'legalName', value: 'MÜLLER AG', standard: true }), sales),
    );
    const says = (value: string) => ({ customerId: 'c-1', facts: [{ attribute: 'legalName', value }] });
    spec.when(says('MÜLLER AG'.normalize('NFD')), sales).thenNothing();
    spec
      .when(says('Müller AG'), sales)
      .then(PersonalFactAsserted({ attribute: 'legalName', value: 'Müller AG', standard: true }));
  });
  it('takes what is said twice in one command once', () =>
    decisionSpec(assertFacts)
      .given(registered)
      .when({ customerId: 'c-1', facts: [...says('FR').facts, ...says('France').facts] }, sales)
      .then(FactAsserted({ attribute: 'country', value: 'FR', standard: true })));
  it('cannot tell whether an erased value is said already', () =>
    decisionSpec(assertFacts)
      .given(registered, told(PersonalFactAsserted({ attribute: 'shortName', value: ERASED, standard: true }), sales))
      .when({ customerId: 'c-1', facts: [{ attribute: 'shortName', value: 'ABC' }] }, sales)
      .then(PersonalFactAsserted({ attribute: 'shortName', value: 'ABC', standard: true })));

  describe('about a phone number', () => {
    const phone = { attribute: 'phone', value: '020 7946 0958' };
    const british = PersonalFactAsserted({
      attribute: 'phone',
      value: '+442079460958',
      raw: phone.value,
      standard: true,
    });
    it('reads it in the country said in the same command', () =>
      decisionSpec(assertFacts)
        .given(registered, country('FR', january))
        .when({ customerId: 'c-1', facts: [phone, { attribute: 'country', value: 'UK' }] }, sales)
        .then(british, FactAsserted({ attribute: 'country', value: 'GB', raw: 'UK', standard: true })));
    it('reads it in the country that the department knows, before that of others', () =>
      decisionSpec(assertFacts)
        .given(registered, country('FR', january, 'finance'), country('GB', january))
        .when({ customerId: 'c-1', facts: [phone] }, sales)
        .then(british));
    it('reads it in the country that anybody knows', () =>
      decisionSpec(assertFacts)
        .given(registered, country('GB', january, 'finance'))
        .when({ customerId: 'c-1', facts: [phone] }, sales)
        .then(british));
    it('reads it in the country of its own date, and before any in the first that was known', () => {
      const moved = decisionSpec(assertFacts).given(registered, country('GB', january), country('FR', march));
      for (const validFrom of [february, '2026-01-09T00:00:00.000Z'])
        moved
          .when({ customerId: 'c-1', facts: [{ ...phone, validFrom }] }, sales)
          .then(PersonalFactAsserted(british.data, { occurredAt: validFrom }));
    });
    it('reads it of a history in no country but that said with it, for what was known before depends on what came first', () => {
      const known = decisionSpec(assertFacts).given(registered, country('GB', january));
      const history = { ...sales, occurredAt: february, backfill: true };
      known
        .when({ customerId: 'c-1', facts: [phone] }, history)
        .then(PersonalFactAsserted({ attribute: 'phone', value: phone.value, standard: false }));
      known
        .when({ customerId: 'c-1', facts: [phone, { attribute: 'country', value: 'GB' }] }, history)
        .then(british, FactAsserted({ attribute: 'country', value: 'GB', standard: true }));
    });
    it('flags it where no country is known', () =>
      decisionSpec(assertFacts)
        .given(registered)
        .when({ customerId: 'c-1', facts: [phone] }, sales)
        .then(PersonalFactAsserted({ attribute: 'phone', value: phone.value, standard: false })));
  });

  it('is refused for an attribute that is not known, and names those that are', () =>
    decisionSpec(assertFacts)
      .given(registered)
      .when({ customerId: 'c-1', facts: [{ attribute: 'constructor', value: 'x' }] }, sales)
      .then('customers/unknown-attribute', { attribute: 'constructor', known: enumerated(attributes.codes) }));
  it('is refused for a phone number or an e-mail in what is kept unsealed', () => {
    const spec = decisionSpec(assertFacts).given(registered);
    const saying = (attribute: string, value: string) => ({ customerId: 'c-1', facts: [{ attribute, value }] });
    for (const value of ['张三 138 1234 5678', 'ask anna@example.com', '＋８６１３８１２３４５６７８'])
      for (const attribute of ['industry', 'sizeBand', 'country'])
        spec.when(saying(attribute, value), sales).then('customers/personal-fact', { attribute });
    const value = 'ask anna@example.com';
    spec
      .when(saying('bankName', value), sales)
      .then(PersonalFactAsserted({ attribute: 'bankName', value, standard: true }));
  });
  it('is refused for the future', () =>
    decisionSpec(assertFacts)
      .given(registered)
      .when(says('FR', '2026-06-30T08:00:00.001Z'), { ...sales, now: '2026-06-30T08:00:00.000Z' })
      .then('customers/fact-in-future', {
        attribute: 'country',
        validFrom: '2026-06-30T08:00:00.001Z',
        now: '2026-06-30T08:00:00.000Z',
      }));
  it('is taken from this very instant, and from one after that of which the command tells', () => {
    const spec = decisionSpec(assertFacts).given(registered);
    const french = (occurredAt: string) =>
      FactAsserted({ attribute: 'country', value: 'FR', standard: true }, { occurredAt });
    for (const since of [march, '2026-06-30T08:00:00.000Z'])
      spec
        .when(says('FR', since), { ...sales, now: '2026-06-30T08:00:00.000Z', occurredAt: february })
        .then(french(since));
  });
  it('is taken at an instant that the door let pass, a little ahead of the clock', () =>
    decisionSpec(assertFacts)
      .given(registered)
      .when(says('FR'), { ...sales, now: '2026-06-30T08:00:00.000Z', occurredAt: '2026-06-30T08:04:00.000Z' })
      .then(FactAsserted({ attribute: 'country', value: 'FR', standard: true })));
  it('is refused for a customer without a file', () =>
    decisionSpec(assertFacts).when(says('FR'), sales).then('customers/not-registered', { customerId: 'c-1' }));
  it('goes on for a customer that is deactivated', () =>
    decisionSpec(assertFacts)
      .given(registered, CustomerDeactivated({ reason: 'moved' }))
      .when(says('FR'), sales)
      .then(FactAsserted({ attribute: 'country', value: 'FR', standard: true })));
  it('takes a department by any name', () =>
    decisionSpec(assertFacts)
      .given(registered, country('FR', january, '__proto__'))
      .when(says('FR'), { department: 'constructor' })
      .then(FactAsserted({ attribute: 'country', value: 'FR', standard: true })));
  it('counts what nobody is named for as said by nobody in particular', () =>
    decisionSpec(assertFacts)
      .given(registered, FactAsserted({ attribute: 'country', value: 'FR', standard: true }))
      .when(says('FR'), { department: 'unnamed' })
      .thenNothing());
});
