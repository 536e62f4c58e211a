import { createHash } from 'node:crypto';
import {
  type AnySlice,
  canonicalJson,
  changing,
  type ContextDef,
  defineCommand,
  defineContext,
  definePolicy,
  defineQuery,
  defineRefusals,
  defineSection,
  defineState,
  defineTerms,
  holding,
  instantField,
  NoParams,
  text,
  type TimedChange,
} from '@dossier/kernel';
import { buy, habits, ItemBought, openTab, shop, spending, tabs } from '../../testing/src/shop';
import { Registry } from './registry';

const title = { zh: '另一处', en: 'Another' };
const bar = (...slices: readonly AnySlice[]): ContextDef => defineContext({ name: 'bar', title, slices });
const start =
  (...slices: readonly AnySlice[]) =>
  () =>
    new Registry([shop, bar(...slices)]);

class Another {
  readonly id?: string;
}
class Other {
  readonly id?: string;
}
const pub = defineState<object>()({
  category: 'pub',
  from: { ItemBought },
  initial: {},
  evolve: { ItemBought: (s) => s },
});
const drink = defineCommand({
  name: 'bar.Drink',
  title: { zh: 'Drink', en: 'Drink' },
  command: Other,
  on: pub,
  id: () => '1',
  by: [],
  decide: () => [],
});
const thirst = defineSection<object, object>()({ ...spending, name: 'thirst' } as never);

const states = defineTerms('bar.state', title, { dry: title, merry: title });
const thirsty = (change: TimedChange) =>
  defineSection<object, object>()({
    ...spending,
    name: 'thirst',
    fields: {
      drunk: text(() => null),
      drinks: holding(
        ['bar.drinks'],
        text(() => null),
      ),
      soberAt: instantField(() => null),
      state: changing('text', change, states),
    },
  } as never);

describe('the start is refused for', () => {
  it.each<[string, () => Registry, string]>([
    ['two read models of one name', start({ ...habits }), 'two definitions of projection habits'],
    ['two sections of one name', start({ ...spending }), 'two definitions of section spending'],
    ['two fields of one name in the 360° view', start(thirst), 'two definitions of field of the 360° view spent'],
    [
      'two states of one category',
      start({ ...drink, on: { ...pub, category: 'tab' } }),
      'two definitions of category tab',
    ],
    ['two policies of one name', start(policy(), policy()), 'two definitions of policy measures'],
    [
      'a command under the name of another context',
      start({ ...drink, name: 'shop.Drink' }),
      'shop.Drink is declared by context bar',
    ],
    [
      'a command class with two commands',
      start(drink, { ...drink, name: 'bar.Sip' }),
      'two definitions of command class',
    ],
    [
      'a refusal under the name of no context',
      start({ ...drink, refuses: [defineRefusals('pub', { closed: title }).kinds] }),
      'bar refuses pub/closed, which is of no context',
    ],
    [
      'one refusal with two meanings',
      start(
        { ...drink, refuses: [defineRefusals('shop', { closed: title }).kinds] },
        {
          ...buy,
          refuses: [defineRefusals('shop', { closed: { ...title, status: 422 } }).kinds],
          name: 'bar.Buy',
          command: Another,
        },
      ),
      'two definitions of refusal shop/closed',
    ],
    [
      'an event that is taken and that no command of any context writes',
      () => new Registry([defineContext({ ...shop, slices: [tabs] })]),
      'shop takes shop.TabOpened, which no command of its context writes',
    ],
    [
      'a field that changes from one that is not declared',
      start(thirsty({ before: 'colour', at: 'soberAt', then: 'dry' })),
      'thirst.state cannot change from colour at soberAt to dry',
    ],
    [
      'one that changes when no instant comes',
      start(thirsty({ before: 'drunk', at: 'drunk', then: 'dry' })),
      'at drunk',
    ],
    ['one that changes to what it cannot be', start(thirsty({ before: 'drunk', at: 'soberAt', then: 3 })), 'to 3'],
    [
      'one that changes to what is no code of it',
      start(thirsty({ before: 'drunk', at: 'soberAt', then: 'x' })),
      'to x',
    ],
    [
      'one that changes from what only some may see',
      start(thirsty({ before: 'drinks', at: 'soberAt', then: 'dry' })),
      'from drinks',
    ],
  ])('%s', (_, begin, words) => {
    expect(begin).toThrow(words);
  });

  it('nothing of that', () => {
    expect(start(thirsty({ before: 'drunk', at: 'soberAt', then: 'dry' }))).not.toThrow();
    expect([...start(drink)().commands.keys()]).toEqual(expect.arrayContaining([openTab.name, drink.name]));
  });
});

function policy() {
  return definePolicy({ name: 'measures', title, document: Other, initial: {} });
}

describe('rows that a context adds to a report of another', () => {
  const report = (name: string, row: string, addsTo?: string) =>
    defineQuery({
      ...{ name, title, params: NoParams, by: [], over: [], ...(addsTo !== undefined && { addsTo }) },
      run: () => Promise.resolve({ rows: [row] }),
    });
  const asked = { now: '', asOf: '' } as never;

  it('come in its answer, behind its own, and are no report themselves', async () => {
    const others = bar(report('bar.wrong', 'of bar', 'report.wrong'));
    const { queries } = new Registry([
      defineContext({ name: 'inn', title, slices: [report('report.wrong', 'of inn')] }),
      others,
    ]);
    expect([...queries.keys()]).toEqual(['report.wrong']);
    expect(await queries.get('report.wrong')?.run({}, asked)).toEqual({ rows: ['of inn', 'of bar'] });
  });
  it('are refused where there is no such report', () => {
    expect(start(report('bar.wrong', 'of bar', 'report.none'))).toThrow(
      'bar.wrong adds to report.none, which is not there',
    );
  });
});

it('gives a shared model another id than the releases that read stored events otherwise: they keep theirs beside it', () => {
  const { id, fields, partOf = null, handlers, ordered, policies } = new Registry([shop]).fold(tabs);
  const all = [handlers.keys(), ordered, policies].map((each) => [...each].sort());
  const before = createHash('sha256').update(canonicalJson([fields, partOf, ...all])).digest('hex').slice(0, 8); // prettier-ignore
  const shared = new Registry([shop], true).fold(tabs);
  expect(shared.id).toMatch(new RegExp(`^${id}-[0-9a-f]{8}$`));
  expect(shared.id).not.toBe(`${id}-${before}`);
});
