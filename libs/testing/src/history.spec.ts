import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InTheClear, IsDecimalText, OrNull } from '@dossier/fields';
import {
  type AnyEventDef,
  type Class,
  defineCommand,
  defineContext,
  defineEvent,
  type Erased,
  isErased,
  Personal,
} from '@dossier/kernel';
import { eventSchema } from '@dossier/rules';
import { IsArray, IsIn, IsObject, IsOptional, IsString } from 'class-validator';
import { eventHistory, readHistory, schemaFaults, sentenceFaults, writeSamples } from './history';
import { freeTexts } from './payload-rules';

class Contact {
  @InTheClear() declare readonly contactId: string;
  @Personal('contactId') @IsArray() @IsString({ each: true }) declare readonly phones: readonly string[] | Erased;
  @Personal() @IsString() @OrNull() declare readonly note: string | Erased | null;
}
const words = { zh: '联系人已添加', en: 'Contact added' };
interface First {
  readonly contactId: string;
  readonly phone: string | Erased;
}
const says = { zh: '添加联系人 {contactId}，电话 {phones} 个', en: 'Contact {contactId} added, phones: {phones}' };
const ContactAdded = defineEvent('customers.ContactAdded', { title: words, says }, Contact, [
  ({ phone, contactId }: First) => ({ contactId, phones: isErased(phone) ? phone : [phone], note: null }),
]);

const folder = mkdtempSync(join(tmpdir(), 'history-'));
mkdirSync(join(folder, 'history'));
const sample = (version: number, payload: object) =>
  writeFileSync(join(folder, 'history', `customers.ContactAdded.v${version}.json`), JSON.stringify(payload));
const schema = (version: number, content: object) =>
  writeFileSync(join(folder, 'history', `customers.ContactAdded.v${version}.schema.json`), JSON.stringify(content));
const first = { contactId: 'k1', phone: { $sealed: '+86 138' } };
const second = { contactId: 'k1', phones: { $sealed: ['+86 138'] }, note: null };
const asFrozen = () => {
  sample(1, first);
  sample(2, second);
  schema(1, { type: 'object', properties: { contactId: { type: 'string' }, phone: { type: 'string' } } });
  schema(2, eventSchema(ContactAdded));
};
beforeEach(asFrozen);
asFrozen();
afterAll(() => {
  rmSync(folder, { recursive: true });
});

class AddContact {
  declare readonly id: string;
}
const addContact = defineCommand({
  name: 'customers.AddContact',
  title: { zh: '添加联系人', en: 'Add a contact' },
  command: AddContact,
  on: { category: 'contact', from: { ContactAdded }, initial: {}, evolve: { ContactAdded: (state: object) => state } },
  id: ({ id }) => id,
  by: [],
  decide: () => [],
});
eventHistory(folder, defineContext({ name: 'customers', title: ContactAdded.title, slices: [addContact] }));

it('gives the payload of today', async () => {
  const today = { contactId: 'k1', phones: ['+86 138'], note: null };
  expect(await readHistory(folder, ContactAdded, 1)).toEqual(today);
  expect(await readHistory(folder, ContactAdded, 2)).toEqual(today);
});

it('says which sample is missing, how to write it and why', async () => {
  rmSync(join(folder, 'history', 'customers.ContactAdded.v2.json'));
  await expect(readHistory(folder, ContactAdded, 2)).rejects.toThrow(
    /history\/customers\.ContactAdded\.v2\.json is missing.*npm run samples.*\{"\$sealed": value\}.*new version/,
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
  const careless: AnyEventDef = defineEvent('customers.ContactAdded', { title: words }, Contact, [
    ({ phone, contactId }: { phone: string; contactId: string }) => ({
      contactId,
      phones: phone.split(' '),
      note: null,
    }),
  ]);
  await expect(readHistory(folder, careless, 1)).rejects.toThrow('split');
});

it('refuses an upcaster that breaks what it is given', async () => {
  const broken: AnyEventDef = defineEvent('customers.ContactAdded', { title: words }, Contact, [
    (old: First) => ({ ...old, phones: [Number.NaN] as unknown as string[], note: null }),
  ]);
  await expect(readHistory(folder, broken, 1)).rejects.toThrow('NaN');
});

describe('the schema of a version is frozen with its sample', () => {
  const steps = [
    ({ phone, contactId }: First) => ({ contactId, phones: isErased(phone) ? phone : [phone], note: null }),
  ];
  const changed = (payload: Class<object>): AnyEventDef =>
    defineEvent('customers.ContactAdded', { title: words }, payload, steps as never);
  const faults = (def: AnyEventDef): string => schemaFaults(folder, def, 2).join('\n');

  it('a field renamed under the same version is found, with what to do', () => {
    class Renamed {
      @InTheClear() contact!: string;
      @Personal('contact') @IsArray() @IsString({ each: true }) phones!: readonly string[] | Erased;
      @Personal() @IsString() @OrNull() note!: string | Erased | null;
    }
    expect(faults(changed(Renamed))).toMatch(
      /^contactId, contact of customers\.ContactAdded changed, and version 2 is frozen.*Add an upcaster from version 2 to defineEvent\('customers\.ContactAdded', …\).*npm run samples/,
    );
  });

  it('a new field, one that is needed from now on, and one of another type are found', () => {
    class More extends Contact {
      @IsOptional() @InTheClear() role?: string;
    }
    class Other {
      @IsIn(['k1']) contactId!: string;
      @Personal('contactId') @IsOptional() @IsArray() @IsString({ each: true }) phones?: readonly string[] | Erased;
      @Personal() @IsString() @OrNull() note!: string | Erased | null;
    }
    expect(faults(changed(More))).toMatch(/^role of /);
    expect(faults(changed(Other))).toMatch(/^contactId, phones of /);
  });

  it('a field without a rule is found: the sample has it and the schema does not', () => {
    class Bare {
      @InTheClear() contactId!: string;
      @Personal('contactId') @IsArray() @IsString({ each: true }) phones!: readonly string[] | Erased;
    }
    schema(2, eventSchema(changed(Bare)));
    expect(faults(changed(Bare))).toContain('v2.json/note breaks its schema: it is not known here');
  });

  it('a missing one is asked for, also of a version of the past', () => {
    rmSync(join(folder, 'history', 'customers.ContactAdded.v1.schema.json'));
    expect(schemaFaults(folder, ContactAdded, 1)).toEqual([expect.stringContaining('schema.json is missing')]);
  });

  it('`npm run samples` writes what is missing and never over what is there', () => {
    const fresh = mkdtempSync(join(tmpdir(), 'fresh-'));
    expect(() => schemaFaults(fresh, ContactAdded, 2)).not.toThrow();
    expect(schemaFaults(fresh, ContactAdded, 2)).toHaveLength(1);
    expect(writeSamples(fresh, ContactAdded)).toEqual([
      'customers.ContactAdded.v2.json',
      'customers.ContactAdded.v2.schema.json',
    ]);
    expect(schemaFaults(fresh, ContactAdded, 2)).toEqual([
      expect.stringMatching(/ContactAdded\.v2\.json has "A-1" in it.*make it believable/),
    ]);
    writeFileSync(join(fresh, 'history', 'customers.ContactAdded.v2.json'), JSON.stringify(second));
    expect(schemaFaults(fresh, ContactAdded, 2)).toEqual([]);
    const file = join(fresh, 'history', 'customers.ContactAdded.v2.schema.json');
    writeFileSync(file, '{"properties":{}}');
    expect(writeSamples(fresh, ContactAdded)).toEqual([]);
    expect(readFileSync(file, 'utf8')).toBe('{"properties":{}}');
    expect(readdirSync(join(fresh, 'history'))).toHaveLength(2);
    rmSync(fresh, { recursive: true });
  });
});

it('seals in a payload what the class that it extends seals', () => {
  class Partner extends Contact {
    @InTheClear() declare readonly since: string;
  }
  const { personal } = defineEvent('customers.PartnerAdded', { title: words }, Partner);
  expect(personal.map(({ field }) => field)).toEqual(['phones', 'note']);
});

it('asks of every text whether it may name a person: neither @Personal() nor @InTheClear() is no answer', () => {
  class Visit {
    @InTheClear() visitId!: string;
    @IsString() remark!: string;
    @IsArray() @IsString({ each: true }) @OrNull({ each: true }) guests!: readonly (string | null)[];
    @Personal() @IsString() need!: string | Erased;
    @IsIn(['phone', 'visit']) kind!: string;
    @IsOptional() result?: unknown;
    @IsOptional() @InTheClear() @OrNull() place?: string | null;
  }
  expect(freeTexts(defineEvent('crm.Visited', { title: words }, Visit))).toEqual(['/remark', '/guests', '/result']);
});

describe('a sentence that no person reads is found', () => {
  class Sold {
    @IsDecimalText() amount!: string;
    @IsObject() to!: object;
  }
  const faults = (zh: string, en: string): string =>
    // a hole that does not compile would need no law
    sentenceFaults(defineEvent('crm.Sold', { title: words, says: { zh, en } as never }, Sold), {
      amount: '12.50',
      to: { name: 'x' },
    }).join('\n');

  it('one that says nothing of what is in it, also for a misnamed hole', () => {
    expect(sentenceFaults(defineEvent('crm.Sold', { title: words }, Sold), {}).join()).toContain('says nothing of');
    expect(faults('售出 {amonut}', 'Sold {amonut}')).toContain('says nothing of');
  });
  it('one with an object in it, an amount of no currency, or in another language', () => {
    expect(faults('售给 {to}', 'Sold to {to}')).toContain('says what no person reads: Sold to {"name":"x"}');
    expect(faults('售出 {amount}', 'Sold for {amount}')).toContain('says an amount without its currency');
    expect(faults('Sold to {to}', 'Sold to {to}')).toContain('(zh) says it in another language');
  });
});
