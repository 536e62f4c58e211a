import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AnyEventDef, defineEvent, type Erased, isErased, Personal } from '@dossier/kernel';
import { eventHistory, readHistory } from './history';

class Contact {
  declare readonly contactId: string;
  @Personal('contactId') declare readonly phones: readonly string[] | Erased;
  @Personal() declare readonly note: string | Erased | null;
}
const words = { zh: '联系人已添加', en: 'Contact added' };
interface First {
  readonly contactId: string;
  readonly phone: string | Erased;
}
const ContactAdded = defineEvent('customers.ContactAdded', words, Contact, [
  ({ phone, contactId }: First) => ({ contactId, phones: isErased(phone) ? phone : [phone], note: null }),
]);

const folder = mkdtempSync(join(tmpdir(), 'history-'));
mkdirSync(join(folder, 'history'));
const sample = (version: number, payload: object) =>
  writeFileSync(join(folder, 'history', `customers.ContactAdded.v${version}.json`), JSON.stringify(payload));
const first = { contactId: 'k1', phone: { $sealed: '+86 138' } };
const second = { contactId: 'k1', phones: { $sealed: ['+86 138'] }, note: null };
beforeEach(() => {
  sample(1, first);
  sample(2, second);
});
sample(1, first);
sample(2, second);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

eventHistory(folder, [{ ContactAdded }]);

it('gives the payload of today', async () => {
  const today = { contactId: 'k1', phones: ['+86 138'], note: null };
  expect(await readHistory(folder, ContactAdded, 1)).toEqual(today);
  expect(await readHistory(folder, ContactAdded, 2)).toEqual(today);
});

it('says which sample is missing, how to write it and why', async () => {
  rmSync(join(folder, 'history', 'customers.ContactAdded.v2.json'));
  await expect(readHistory(folder, ContactAdded, 2)).rejects.toThrow(
    /history\/customers\.ContactAdded\.v2\.json is missing.*"phones": \{"\$sealed": …\}, "note".*new version/,
  );
});

it('refuses a sample whose personal values are not sealed, or whose open ones are', async () => {
  sample(2, { ...second, phones: ['+86 138'] });
  await expect(readHistory(folder, ContactAdded, 2)).rejects.toThrow(
    `is not what today's code writes; that would be {"contactId":"k1","note":null,"phones":{"$sealed": …}}`,
  );
  sample(2, { ...second, role: { $sealed: 'buyer' } });
  await expect(readHistory(folder, ContactAdded, 2)).rejects.toThrow();
});

it('refuses an upcaster that cannot take what was erased', async () => {
  const careless: AnyEventDef = defineEvent('customers.ContactAdded', words, Contact, [
    ({ phone, contactId }: { phone: string; contactId: string }) => ({
      contactId,
      phones: phone.split(' '),
      note: null,
    }),
  ]);
  await expect(readHistory(folder, careless, 1)).rejects.toThrow('split');
});

it('refuses an upcaster that breaks what it is given', async () => {
  const broken: AnyEventDef = defineEvent('customers.ContactAdded', words, Contact, [
    (old: First) => ({ ...old, phones: [Number.NaN] as unknown as string[], note: null }),
  ]);
  await expect(readHistory(folder, broken, 1)).rejects.toThrow('NaN');
});
