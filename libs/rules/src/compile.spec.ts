import fc from 'fast-check';
import { plainToInstance, Type } from 'class-transformer';
import {
  Allow,
  ArrayMaxSize,
  ArrayMinSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsISO8601,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateIf,
  ValidateNested,
  validateSync,
} from 'class-validator';
import {
  IsCurrencyCode,
  IsDecimal,
  IsForm,
  IsId,
  IsInstant,
  IsQuantity,
  IsText,
  VISIBLE,
  VISIBLE_WORDS,
} from '@dossier/fields';
import { compileRules } from './compile';

class Item {
  @IsText(5) sku!: string;
  @IsQuantity() quantity!: number;
  @IsOptional() @IsDecimal() price?: string;
}
class Note {
  @IsText(4) text!: string;
  @IsText(3) @IsForm(VISIBLE, VISIBLE_WORDS) name!: string;
}
class Address {
  @IsString() @MinLength(2) @MaxLength(4) city!: string;
}
class Order {
  @IsId() id!: string;
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(3) @ValidateNested({ each: true }) @Type(() => Item) items!: Item[];
  @IsOptional() @IsIn(['mail', 'phone', 7]) channel?: string | number;
  @IsOptional() @ValidateNested() @Type(() => Address) address?: Address;
  @IsOptional() @IsInstant() at?: string;
  @IsOptional() @IsCurrencyCode() currency?: string;
}
class Figures {
  @Min(-3) @Max(3) @IsInt() whole!: number;
  @IsInt() @Min(0) count!: number;
  @IsNumber({ maxDecimalPlaces: 2 }) @Max(100) share!: number;
  @IsNumber() any!: number;
  @IsBoolean() yes!: boolean;
  @IsOptional() @IsObject() free?: object;
}
class Lists {
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(4) @IsString({ each: true }) @Length(1, 3, { each: true }) words!: string[];
  @IsOptional() @IsArray() @IsInt({ each: true }) @Min(1, { each: true }) numbers?: number[];
  @IsOptional() @IsArray() @IsIn(['a', 'b'], { each: true }) letters?: string[];
  @Matches(/^[a-z]+$/) @Matches(/^.{2,3}$/u) twice!: string;
  @IsOptional() @Allow() whatever?: unknown;
}

const scalars = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 6 }).filter((text) => !/[\uFE0E\uFE0F]/.test(text)),
  fc.string({ unit: fc.constantFrom('a', 'b', 'z', '9', '-', '.', '𠮷', '💶', ' '), maxLength: 6 }),
  fc.constantFrom('mail', 'phone', 7, '7', '1.5', '-0', '0.0000001', '1e3', '999999999', '2026-01-31T08:00:00Z', ''),
  fc.constantFrom('2026-01-31T08:00:00.123+08:00', '2026-02-29T08:00:00Z', '2024-02-29T23:59:59-12:00', 'yesterday'),
  fc.integer({ min: -5, max: 105 }),
  fc.double({ min: -1e10, max: 1e10, noNaN: true }),
  fc.constantFrom(0.1, 0.125, 1.005, 99.99, 1e21, 3.0, 2.5, 1e9, -1e9, 1000000000.5),
  fc.boolean(),
);
const anything = fc.oneof(scalars, fc.constant(null), fc.array(scalars, { maxLength: 5 }), fc.record({ x: scalars }));
/** Now and then what fits, a missing field, an unknown one, or anything. */
const sometimes = (fits: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary: fits, weight: 25 }, { arbitrary: anything, weight: 1 });
const body = (fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<object> =>
  fc
    .tuple(fc.record(fields, { requiredKeys: [] }), fc.record(fields), fc.integer({ min: 0, max: 9 }))
    .map(([part, whole, dice]) => (dice === 0 ? part : dice === 1 ? { ...whole, unknown: 1 } : whole) as object);

const item = body({
  sku: sometimes(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 5 })),
  quantity: sometimes(fc.integer({ min: 1, max: 9 }).map((n) => n / 8)),
  price: sometimes(fc.constantFrom('2.55', '0', null)),
});
const address = body({ city: sometimes(fc.string({ unit: fc.constantFrom('苏', '州', '𠮷'), maxLength: 5 })) });
const cases: readonly [new () => object, fc.Arbitrary<object>][] = [
  [
    Order,
    body({
      id: sometimes(fc.constantFrom('a', 'order-1', 'ö')),
      items: sometimes(fc.array(item, { minLength: 1, maxLength: 3 })),
      channel: sometimes(fc.constantFrom('mail', 'phone', 7, null)),
      address: sometimes(address),
      at: sometimes(fc.constantFrom('2026-01-31T08:00:00Z', null)),
      currency: sometimes(fc.constantFrom('CNY', 'EUR', 'CLF', 'eur', null)),
    }),
  ],
  [
    Note,
    body({
      text: sometimes(fc.string({ unit: fc.constantFrom('a', ' ', '\t', '\u3000', '\u200B'), maxLength: 5 })),
      name: sometimes(fc.string({ unit: fc.constantFrom('a', '𠮷', ' '), maxLength: 3 })),
    }),
  ],
  [
    Figures,
    body({
      whole: sometimes(fc.integer({ min: -4, max: 4 })),
      count: sometimes(fc.nat(3)),
      share: sometimes(fc.constantFrom(0.1, 0.125, 99.99, 100, 1e-7)),
      any: sometimes(fc.double({ min: -1e9, max: 1e9, noNaN: true })),
      yes: sometimes(fc.boolean()),
      free: sometimes(fc.dictionary(fc.constantFrom('a', 'b'), scalars)),
    }),
  ],
  [
    Lists,
    body({
      words: sometimes(
        fc.array(fc.string({ unit: fc.constantFrom('a', '𠮷'), minLength: 1, maxLength: 3 }), { maxLength: 4 }),
      ),
      numbers: sometimes(fc.array(fc.integer({ min: 1, max: 3 }))),
      letters: sometimes(fc.array(fc.constantFrom('a', 'b'))),
      twice: sometimes(fc.constantFrom('ab', 'abc')),
      whatever: anything,
    }),
  ],
];

/** What the door means to refuse though class-validator lets it pass: see the docstring of compileRules. */
function refusedOnPurpose(value: unknown): boolean {
  const { items, address: nested, at, words, numbers, letters } = value as Record<string, unknown>;
  const times = typeof at === 'string' && !/T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(at);
  const noLists = [words, numbers, letters].some((list) => list !== undefined && list !== null && !Array.isArray(list));
  return Array.isArray(nested) || times || noLists || (Array.isArray(items) && items.includes(null));
}
function classValidator(type: new () => object, value: object): boolean {
  try {
    const instance = plainToInstance(type, structuredClone(value));
    return validateSync(instance, { whitelist: true, forbidNonWhitelisted: true }).length === 0;
  } catch {
    return false; // it fails on numbers such as 1e-7
  }
}

it.each(cases)('%p: gives the verdict of class-validator on every body', (type, bodies) => {
  const rules = compileRules(type);
  const seen = { good: 0, bad: 0 };
  fc.assert(
    fc.property(bodies, (value) => {
      fc.pre(!refusedOnPurpose(value));
      const verdict = classValidator(type, value);
      seen[verdict ? 'good' : 'bad']++;
      return (rules.check(structuredClone(value)).length === 0) === verdict;
    }),
    { numRuns: 800 },
  );
  expect(Math.min(seen.good, seen.bad)).toBeGreaterThan(0); // both verdicts were really compared
});

it.each([
  ['', 'too-short', 'is empty; expected: 1 to 3 characters.', '为空；应为 1 至 3 个字符。'],
  ['abcd', 'too-long', 'is too long; expected: 1 to 3 characters.', '过长；应为 1 至 3 个字符。'],
  [' \u3000\u200B', 'blank', 'holds nothing but white space.', '只有空白，没有内容。'],
  [
    'a\u200B',
    'wrong-form',
    `holds the invisible character U+200B; expected: ${VISIBLE_WORDS.en} (1 to 3 characters).`,
    `含有不可见字符 U+200B；应为${VISIBLE_WORDS.zh}（1 至 3 个字符）。`,
  ],
])('says of the text %j first what is wrong with it', (name, code, en, zh) => {
  expect(compileRules(Note).check({ text: 'a', name })).toEqual([{ pointer: '/name', code, detail: { en, zh } }]);
});

describe('what class-validator lets pass', () => {
  const good = { id: 'a', items: [{ sku: 'x', quantity: 1 }] };
  it.each([
    ['null among nested objects', { ...good, items: [null] }, '/items/0'],
    ['a list for one nested object', { ...good, address: [{ city: '苏州' }] }, '/address'],
    ['a day without time', { ...good, at: '2026-01-31' }, '/at'],
    ['a time without offset', { ...good, at: '2026-01-31T08:00:00' }, '/at'],
    ['a week', { ...good, at: '2026-W05' }, '/at'],
    ['a time before 1900', { ...good, at: '1899-12-31T23:59:59Z' }, '/at'],
    ['a leap second', { ...good, at: '2016-12-31T23:59:60Z' }, '/at'],
    ['a variation selector too many', { ...good, items: [{ sku: '❤️❤️❤️', quantity: 1 }] }, '/items/0/sku'],
  ])('the door refuses: %s', (_what, value, pointer) => {
    expect(compileRules(Order).check(value)).toEqual([expect.objectContaining({ pointer })]);
  });
});

it('does not let one class pass for another of the same name', () => {
  const make = (rule: PropertyDecorator): new () => object => {
    class Twin {
      value!: unknown;
    }
    rule(Twin.prototype, 'value');
    return Twin;
  };
  const [texts, numbers] = [compileRules(make(IsString())), compileRules(make(IsInt()))];
  expect([texts.check({ value: 'x' }), numbers.check({ value: 1 })]).toEqual([[], []]);
  expect([texts.check({ value: 1 }).length, numbers.check({ value: 'x' }).length]).toEqual([1, 1]);
});

it('takes rules in whatever order they stand', () => {
  class Below {
    @Min(1) @IsInt() n!: number;
  }
  class Above {
    @IsInt() @Min(1) n!: number;
  }
  for (const type of [Below, Above]) expect(compileRules(type).check({ n: 1.5 })).toHaveLength(1);
});

describe('a rule that no schema can say stops the start', () => {
  class Mailed {
    @IsEmail() to!: string;
  }
  class Maybe {
    @ValidateIf(() => true) @IsString() x!: string;
  }
  class Flagged {
    @Matches(/^a$/i) x!: string;
  }
  class Untyped {
    @ValidateNested({ each: true }) list!: object[];
  }
  class Both {
    @IsString() @IsInt() x!: unknown;
  }
  it.each([
    [Mailed, 'Mailed.to: the door cannot enforce isEmail'],
    [Maybe, 'Maybe.x: the door cannot enforce'],
    [Flagged, '/^a$/i has flags'],
    [Untyped, 'Untyped.list: say with @Type what is nested'],
    [Both, 'Both.x cannot be'],
  ])('%p', (type, words) => {
    expect(() => compileRules(type)).toThrow(words);
  });
});

it('tells only the first fault of a very large body', () => {
  const value = { words: Array.from({ length: 200_000 }, () => 7), twice: 'ab' };
  expect(compileRules(Lists).check(value, 200_002)).toHaveLength(1);
});

it('may hold a class in itself', () => {
  class Tree {
    @IsText(3) name!: string;
    @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => Tree) below?: Tree[];
  }
  const rules = compileRules(Tree);
  expect(rules.check({ name: 'a', below: [{ name: 'b', below: [{ name: 'c' }] }] })).toEqual([]);
  expect(rules.check({ name: 'a', below: [{ name: 'b', below: [{}] }] })).toEqual([
    expect.objectContaining({ pointer: '/below/0/below/0/name', code: 'missing' }),
  ]);
});

it('keeps IsISO8601 of class-validator as strict as an instant of ours', () => {
  class Plain {
    @IsISO8601() at!: string;
  }
  const value = { at: '2026-01-31T16:00:00.123456789+08:00' };
  expect(compileRules(Plain).check(value)).toEqual([]);
  expect(value.at).toBe('2026-01-31T08:00:00.123Z');
  expect(compileRules(Plain).check({ at: '9999-12-31T23:59:59-01:00' })).toHaveLength(1);
});
