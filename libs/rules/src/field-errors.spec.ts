import { IsCurrencyCode, IsOneOf } from '@dossier/fields';
import { defineTerms } from '@dossier/kernel';
import { IsBoolean } from 'class-validator';
import { compileRules } from './compile';
import { describing } from './label';

const title = { zh: '速度', en: 'Speed' };
const speeds = defineTerms('test.pace', title, {
  slow: { zh: '慢', en: 'slow' },
  'very-fast': { zh: '很快', en: 'very fast' },
});
class Ride {
  @IsOneOf(speeds) readonly speed!: string;
  @IsOneOf(speeds, { each: true }) readonly speeds!: readonly string[];
  @IsBoolean() readonly alone!: boolean;
}
const rules = compileRules(Ride);

it('tells readers of Chinese what each code means that could be sent', () => {
  expect(rules.check({ speed: '慢', speeds: [], alone: true })).toEqual([
    {
      pointer: '/speed',
      code: 'not-one-of',
      detail: {
        zh: '不符合要求；应为以下之一："slow"（慢）、"very-fast"（很快）。',
        en: 'is not as expected: one of "slow", "very-fast".',
      },
    },
  ]);
});

it.each([
  ['RMB', '不是现行的货币代码（ISO 4217）；应为 CNY。', 'is no currency in use (ISO 4217); expected: CNY.'],
  ['ABC', '不是现行的货币代码（ISO 4217）。', 'is no currency in use (ISO 4217).'],
])('names the code of a currency that is called otherwise: %s', (currency, zh, en) => {
  class Price {
    @IsCurrencyCode() readonly currency!: string;
  }
  const found = compileRules(Price).check({ currency });
  expect(found).toMatchObject([{ pointer: '/currency', code: 'unknown-currency', detail: { zh, en } }]);
});

it('leaves a space between Chinese and what is Latin', () => {
  const [{ detail } = { detail: undefined }] = rules.check({ speed: 'slow', speeds: [] });
  expect(detail?.zh).toBe('缺少该字段；应为 true 或 false。');
});

it('describes a field with its codes in words, of one and of several', () => {
  const { speed = {}, speeds: several = {} } = rules.schema['properties'] as Readonly<Record<string, object>>;
  const words = { zh: '速度：slow（慢）、very-fast（很快）', en: 'Speed: slow, very-fast (very fast)' };
  expect([describing({ title }, { ...speed }), describing({ title }, { ...several })]).toEqual([words, words]);
  expect(describing({ title }, { type: 'string' })).toEqual(title);
});
