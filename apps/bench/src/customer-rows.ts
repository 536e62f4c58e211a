import { performance } from 'node:perf_hooks';
import { type Document, emptyStep, type Model, type ReadModelReader } from '@dossier/read-model';
import { SqliteReadModelReader, SqliteReadModelWriter } from '@dossier/read-model/sqlite';
import type { Condition } from '@dossier/kernel';
import { type Bench, figure, type Figure } from './figure';
import { middle } from './rounds';
import { withFolder } from './temporary';

const CUSTOMERS = 5_000;
const PARTS = 3;
const ROUNDS = 41;
const PAGE = 50;

const fieldsOf = (part: number): Model['fields'] => ({
  [`number${part}`]: { type: 'integer', indexed: true },
  [`text${part}`]: { type: 'text', indexed: false },
});
const parts = Array.from({ length: PARTS }, (_, part): Model => {
  return { id: `rows.part${part}@1`, fields: fieldsOf(part), partOf: 'rows' };
});
const fields = Object.assign({}, ...parts.map((each) => each.fields)) as Model['fields'];
const whole: Model = { id: 'whole@1', fields };
const rows: Model = { id: 'rows@1', fields, parts: Object.fromEntries(parts.map((each, i) => [`part${i}`, each])) };

const state = (part: number, customer: number): object => ({ part, customer, pad: 'x'.repeat(700) });
const valuesOf = (part: number, customer: number): Document['fields'] => ({
  [`number${part}`]: (customer * (7_919 + part)) % 10_007,
  [`text${part}`]: `t${customer % 10}`,
});

const listings: Readonly<Record<string, { readonly sort: string; readonly where?: readonly Condition[] }>> = {
  'sorted by a field': { sort: '-number2' },
  'sorted by a field of one part, a tenth by that of another': {
    sort: '-number2',
    where: [{ field: 'text0', op: 'eq', value: 't3' }],
  },
};

/** What it costs to list customers whose sections are documents of their own. */
export const customerRows: Bench = {
  name: 'customer-rows',
  about: `a page of ${PAGE} of ${CUSTOMERS} customers in ${PARTS} sections, against one document each`,
  run: ({ say }) =>
    withFolder(async (folder) => {
      const writer = new SqliteReadModelWriter(folder);
      const reader = new SqliteReadModelReader(folder, Buffer.alloc(32));
      await writer.prepare([whole, ...parts]);
      for (let customer = 0; customer < CUSTOMERS; customer++)
        await writer.save({ ...emptyStep, documents: [inOne(customer), ...inParts(customer)] });
      say(`${CUSTOMERS} customers, ${ROUNDS} rounds, the middle one counts`);
      const figures: Figure[] = [];
      for (const [name, listing] of Object.entries(listings)) {
        const times: [number, number][] = [];
        for (let round = 0; round < ROUNDS; round++)
          times.push([await timed(reader, rows, listing), await timed(reader, whole, listing)]);
        const [inSections, asOne] = [middle(times.map(([of]) => of)), middle(times.map(([, of]) => of))];
        figures.push(figure('customer-rows', name, 'ms', inSections, 'one document a customer', asOne));
      }
      await Promise.all([reader.close(), writer.close()]);
      return figures;
    }),
};

async function timed(reader: ReadModelReader, model: Model, listing: (typeof listings)[string]): Promise<number> {
  const started = performance.now();
  const { items } = await reader.list(model, { ...listing, limit: PAGE });
  if (items.length !== PAGE) throw new Error(`${items.length} of ${PAGE} customers`);
  return performance.now() - started;
}

const of = (customer: number): Pick<Document, 'key' | 'subject' | 'guard' | 'revision' | 'known' | 'latest'> => ({
  key: `c-${customer}`,
  subject: `c-${customer}`,
  guard: 1,
  revision: 0,
  known: 0,
  latest: null,
});
const inParts = (customer: number): readonly (Document & { readonly model: string })[] =>
  parts.map(({ id }, part) => ({
    ...of(customer),
    model: id,
    doc: state(part, customer),
    fields: valuesOf(part, customer),
  }));
const inOne = (customer: number): Document & { readonly model: string } => ({
  ...of(customer),
  model: whole.id,
  doc: Object.fromEntries(parts.map((_, part) => [`part${part}`, state(part, customer)])),
  fields: Object.assign({}, ...parts.map((_, part) => valuesOf(part, customer))) as Document['fields'],
});
