import { decisionSpec, told } from '@dossier/testing';
import { CustomerRegistered, FactAsserted, FactWithdrawn, PersonalFactAsserted } from '../../customer.events';
import { noteCustomer } from './note-customer';

const january = '2026-01-10T00:00:00.000Z';
const february = '2026-02-10T00:00:00.000Z';
const march = '2026-03-10T00:00:00.000Z';
const by = (occurredAt: string) => ({ department: 'sales', occurredAt });
const note = (value: string) => ({
  customerId: 'c-1',
  kind: 'organisation' as const,
  facts: [{ attribute: 'country', value }],
});
const country = (value: string, raw?: string) =>
  FactAsserted({ attribute: 'country', value, ...(raw !== undefined && { raw }), standard: true });
const opened = CustomerRegistered({ kind: 'organisation' });
const known = decisionSpec(noteCustomer).given(
  told(opened, { occurredAt: february }),
  told(country('FR', 'France'), by(february)),
);

describe('noting a customer', () => {
  it('opens the file of one who is not known', () => {
    decisionSpec(noteCustomer).when(note('France'), by(january)).then(opened, country('FR', 'France'));
    decisionSpec(noteCustomer)
      .when({ customerId: 'c-1', kind: 'person' }, by(january))
      .then(CustomerRegistered({ kind: 'person' }));
  });
  it('says that a file was open earlier, and what the customer was said to be then', () =>
    known
      .when({ ...note('Italy'), kind: 'person' }, by(january))
      .then(CustomerRegistered({ kind: 'person' }), country('IT', 'Italy')));
  it('keeps what only confirms, for a change between may be learnt later', () =>
    known.when(note('FR'), by(march)).then(country('FR')));
  it('is nothing to do for the same note', () => known.when(note('France'), by(february)).thenNothing());
  it('lets of two notes of one instant the greater count, whichever came first', () => {
    known.when(note('Italy'), by(february)).then(country('IT', 'Italy'));
    known.when(note('Germany'), by(february)).thenNothing();
    known.when(note('FR'), by(february)).thenNothing();
    known.when(note('法国'), by(february)).then(country('FR', '法国'));
  });
  it('takes a fact again that was withdrawn at that instant', () =>
    decisionSpec(noteCustomer)
      .given(told(opened, { occurredAt: january }), told(FactWithdrawn({ attribute: 'country' }), by(january)))
      .when(note('FR'), by(january))
      .then(country('FR')));
  it('reads a number by the country that it names itself, not by what came before', () =>
    known
      .when({ ...note('FR'), facts: [{ attribute: 'phone', value: '01 44 55 66 77' }] }, by(march))
      .then(PersonalFactAsserted({ attribute: 'phone', value: '01 44 55 66 77', standard: false })));
  it('names a department, attributes that are known, and something', () => {
    decisionSpec(noteCustomer).when(note('FR')).then('command/department-missing');
    known
      .when({ ...note('FR'), facts: [{ attribute: 'shoe-size', value: '44' }] }, by(march))
      .then('customers/unknown-attribute');
    for (const value of ['13812345678', '联系13812345678'])
      known.when(note(value), by(march)).then('customers/personal-fact', { attribute: 'country' });
  });
  it('has one value for each attribute', () => {
    const facts = ['FR', 'IT'].map((value) => ({ attribute: 'country', value }));
    const names = { attribute: 'legalName', value: 'x' };
    const twice = { ...note('FR'), facts: [names, ...facts] };
    known.when(twice, by(march)).then('customers/attribute-twice', { attribute: 'country' });
  });
  it('opens no file under an id that holds a phone number, and goes on with one that is open', () => {
    for (const customerId of ['13812345678', 'zs-13812345678'])
      decisionSpec(noteCustomer)
        .when({ ...note('FR'), customerId }, by(march))
        .then('customers/personal-id');
    known.when({ ...note('FR'), customerId: 'zs-13812345678' }, by(march)).then(country('FR'));
  });
});
