import { decisionSpec, told } from '@dossier/testing';
import { CustomerRegistered, FactAsserted, PersonalFactAsserted } from '../../customer.events';
import { registerCustomer } from './register-customer';

describe('registering a customer', () => {
  it('opens the file, with one fact for each attribute given', () =>
    decisionSpec(registerCustomer)
      .when(
        {
          customerId: 'c-1',
          kind: 'organisation',
          name: ' 上海ＡＢＣ有限公司',
          shortName: 'ABC',
          creditCode: '91110108551385082Q',
          industry: '制造业',
          sizeBand: '大型',
          country: '中国',
          region: '上海',
          address: '1 Road',
          phone: '021 6677 8899',
          email: 'Info@ABC.cn',
          website: 'abc.cn',
        },
        { department: 'sales' },
      )
      .then(
        CustomerRegistered({ kind: 'organisation' }),
        PersonalFactAsserted({
          attribute: 'legalName',
          value: '上海ABC有限公司',
          raw: ' 上海ＡＢＣ有限公司',
          standard: true,
        }),
        PersonalFactAsserted({ attribute: 'shortName', value: 'ABC', standard: true }),
        PersonalFactAsserted({ attribute: 'creditCode', value: '91110108551385082Q', standard: true }),
        FactAsserted({ attribute: 'industry', value: 'C', raw: '制造业', standard: true }),
        FactAsserted({ attribute: 'sizeBand', value: 'large', raw: '大型', standard: true }),
        FactAsserted({ attribute: 'country', value: 'CN', raw: '中国', standard: true }),
        PersonalFactAsserted({ attribute: 'region', value: '上海', standard: true }),
        PersonalFactAsserted({ attribute: 'address', value: '1 Road', standard: true }),
        PersonalFactAsserted({ attribute: 'phone', value: '+862166778899', raw: '021 6677 8899', standard: true }),
        PersonalFactAsserted({ attribute: 'email', value: 'Info@abc.cn', raw: 'Info@ABC.cn', standard: true }),
        PersonalFactAsserted({ attribute: 'website', value: 'https://abc.cn', raw: 'abc.cn', standard: true }),
      ));
  it('needs nothing but an id and a kind, and no department', () =>
    decisionSpec(registerCustomer)
      .when({ customerId: 'c-1', kind: 'person' })
      .then(CustomerRegistered({ kind: 'person' })));
  it('keeps what has no standard form, flagged', () =>
    decisionSpec(registerCustomer)
      .when({ customerId: 'c-1', kind: 'person', country: 'Channel Islands' })
      .then(
        CustomerRegistered({ kind: 'person' }),
        FactAsserted({ attribute: 'country', value: 'Channel Islands', standard: false }),
      ));
  it('is refused with a phone number in what is kept unsealed', () =>
    decisionSpec(registerCustomer)
      .when({ customerId: 'c-1', kind: 'person', industry: '电话 13812345678' })
      .then('customers/personal-fact', { attribute: 'industry' }));
  it('is nothing to do for a file opened in the same way, whatever came after', () => {
    const spec = decisionSpec(registerCustomer).given(
      CustomerRegistered({ kind: 'person' }),
      FactAsserted({ attribute: 'country', value: 'GB', raw: 'United Kingdom', standard: true }),
      told(FactAsserted({ attribute: 'country', value: 'FR', standard: true }), { department: 'sales' }),
    );
    spec.when({ customerId: 'c-1', kind: 'person', country: 'United Kingdom' }).thenNothing();
    spec.when({ customerId: 'c-1', kind: 'person', country: 'GB' }).thenNothing();
    spec.when({ customerId: 'c-1', kind: 'person', country: 'France' }).then('command/exists');
    spec.when({ customerId: 'c-1', kind: 'organisation', country: 'United Kingdom' }).then('command/exists');
  });
  it('is nothing to do with a name in another Unicode form or case, and a mail in another case', () => {
    const spec = decisionSpec(registerCustomer).given(
      CustomerRegistered({ kind: 'person' }),
      // in NFD, as a log of before texts came in as NFC may hold it
      PersonalFactAsserted({ attribute: 'legalName', value: 'Łódź Ünlü'.normalize('NFD'), standard: true }),
      PersonalFactAsserted({ attribute: 'email', value: 'Li.Wei@example.com', standard: true }),
    );
    const registering = { customerId: 'c-1', kind: 'person', name: 'Łódź Ünlü' } as const;
    spec.when({ ...registering, email: 'li.wei@EXAMPLE.com' }).thenNothing();
    spec.when({ ...registering, name: 'ŁÓDŹ ünlü', email: 'li.wei@EXAMPLE.com' }).thenNothing();
    spec.when({ ...registering, name: 'Łódź', email: 'li.wei@EXAMPLE.com' }).then('command/exists');
    spec.when({ ...registering, email: 'li.wei@example.org' }).then('command/exists');
  });
  it('is of a history one more note of a customer who is known: the earliest counts, and facts are taken', () => {
    const [january, march] = ['2026-01-10T00:00:00.000Z', '2026-03-10T00:00:00.000Z'];
    const country = (value: string) => FactAsserted({ attribute: 'country', value, standard: true });
    const known = decisionSpec(registerCustomer).given(
      told(CustomerRegistered({ kind: 'organisation' }), { occurredAt: march }),
      told(country('FR'), { occurredAt: march }),
    );
    const registering = { customerId: 'c-1', kind: 'person', country: 'DE' } as const;
    known
      .when(registering, { occurredAt: january, backfill: true })
      .then(CustomerRegistered({ kind: 'person' }), country('DE'));
    known
      .when({ ...registering, country: 'FR' }, { occurredAt: '2026-04-10T00:00:00.000Z', backfill: true })
      .then(country('FR'));
    known
      .when({ ...registering, kind: 'organisation', country: 'FR' }, { occurredAt: march, backfill: true })
      .thenNothing();
    known.when(registering, { occurredAt: january }).then('command/exists');
  });
});
