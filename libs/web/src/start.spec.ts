import { Controller, Get } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import { Registry } from '@dossier/engine';
import { defineContext, type Class, type ContextDef, defineQuery, inMinor, measure } from '@dossier/kernel';
import { IsOptional, IsString, Matches } from 'class-validator';
import { contexts } from '../../server/src/contexts';
import { goods, noteOrder, orderShop, PlaceOrder, placeOrder, turnover } from '../../testing/src/order-shop';
import { Rig } from '../../testing/src/rig';
import { commandRules } from './commands/command-rules';
import { compileRules } from '@dossier/rules';
import { ENVELOPE } from './commands/envelope';
import { Edge } from './edge/edge';
import { openLog } from './edge/log';
import { queryParameters, queryRoutes } from './reads/query.route';
import { createWebApp } from './web-app';

const words = { zh: '测试', en: 'Test' };
let rig: Rig | undefined;
afterEach(async () => {
  await rig?.close();
  rig = undefined;
});
const start = async (
  shop: ContextDef,
  ...more: Parameters<typeof createWebApp> extends [unknown, ...infer Rest] ? Rest : never
) => {
  rig = await Rig.open([shop]);
  const app = await createWebApp(await Edge.open(rig.engine, { log: openLog('silent') }), ...more);
  await app.init();
  return app;
};

describe('the start', () => {
  it('is refused for a route that does not say who may use it', async () => {
    @Controller('backdoor')
    class Backdoor {
      @Get() open(): string {
        return 'welcome';
      }
    }
    await expect(start(orderShop, [Backdoor])).rejects.toThrow('GET /api/v1/backdoor does not say who may use it');
  });

  it('is refused for amounts of which no field says the currency', () => {
    const priced = { ...goods, fields: { price: inMinor(measure(() => 0)) } };
    expect(() => new Registry([defineContext({ name: 'shop', title: words, slices: [priced] })])).toThrow(
      'goods.price is money, and goods declares no field currency',
    );
  });

  it('is refused for a command with two handlers', async () => {
    @CommandHandler(PlaceOrder)
    class Second {
      execute(): Promise<void> {
        return Promise.resolve();
      }
    }
    await expect(start(orderShop, [], [Second])).rejects.toThrow('PlaceOrder has two handlers');
  });

  it('takes several queries whose parameters are of one class', async () => {
    const margin = defineQuery({ ...turnover, name: 'report.margin' });
    const app = await start(defineContext({ ...orderShop, slices: [...orderShop.slices, margin] }));
    await app.close();
  });
});

describe('a slice is told at once what is wrong with its route', () => {
  it('a query with a parameter that nobody has described', () => {
    class Moonlit {
      @IsOptional() @IsString() moon?: string;
    }
    const moonlit = defineQuery({
      ...turnover,
      name: 'report.moonlit',
      params: Moonlit,
      run: () => Promise.resolve({}),
    });
    expect(() => queryRoutes(moonlit, { path: 'moonlit' })).toThrow('Moonlit.moon has no title');
  });
  it('a command with a field of the envelope', () => {
    class Dated {
      occurredAt!: string;
    }
    const { IsString } = jest.requireActual<typeof import('class-validator')>('class-validator');
    IsString()(Dated.prototype, 'occurredAt');
    expect(() => compileRules(Dated, { beside: ENVELOPE })).toThrow(
      'Dated.occurredAt is a field that every command has',
    );
  });
});

describe('the id that the door chooses', () => {
  it('is the field that names what is created', () => {
    expect(commandRules(placeOrder).chosenId).toBe('orderId');
  });
  it('is none for what creates nothing', () => {
    expect(commandRules(noteOrder).chosenId).toBeUndefined();
  });
  it.each([
    ['made of two fields', (c: PlaceOrder) => `${c.orderId}-${c.currency}`],
    ['with another way out', (c: PlaceOrder) => (c.orderId as string | undefined) ?? c.currency],
    ['not as it was sent', (c: PlaceOrder) => c.orderId.toLowerCase()],
  ])('is none for an id %s', (_what, id) => {
    expect(commandRules({ ...placeOrder, id }).chosenId).toBeUndefined();
  });
});

describe('a parameter of a query', () => {
  const queries = contexts.flatMap(({ queries: of }) => of).concat(turnover);
  it.each(queries.map((query) => [query.name, query] as const))('of %s is described in both languages', (_, query) => {
    for (const { name, description } of queryParameters(query, [])) {
      expect(description.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(description.en).toMatch(/[a-z]{2}/);
      expect([description.zh, description.en]).not.toContain(name);
    }
  });
});

describe('what must have a form', () => {
  const commands = contexts
    .flatMap(({ commands: of }) => of)
    .map((def) => [def.name, commandRules(def).rules] as const);
  const policies = contexts.flatMap(({ policies: of }) => of);
  const documents = policies.map(({ name, document }) => [name, compileRules(document as Class<object>)] as const);
  it.each([...commands, ...documents])('of %s says in words which', (_, { schema }) => {
    for (const each of within(schema))
      if ('pattern' in each)
        expect(each).toMatchObject({
          'x-words': { zh: expect.stringMatching(/[\u4e00-\u9fff]/) as unknown, en: expect.any(String) as unknown },
        });
  });
  it('is told in words even where it has none of its own, never as a pattern', () => {
    class Bare {
      @Matches(/^[a-z]+$/) x!: string;
    }
    const [fault] = compileRules(Bare).check({ x: '7' });
    expect(fault?.detail).toEqual({
      zh: '不符合要求；应为另一种形式的文本，详见 /docs。',
      en: 'is not as expected: a text of another form; see /docs.',
    });
  });
});

/** A value and all values in it. */
function within(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(within)];
}
