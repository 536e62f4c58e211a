import { InTheClear, IsDecimalText, IsInstant, IsMostlyOneOf, IsOneOf } from '@dossier/fields';
import { defineEvent, defineTerms, type Erased, Personal, SEALED } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsOptional, IsString, ValidateNested } from 'class-validator';
import { sentenceOf } from './sentence';

const speeds = defineTerms(
  'test.speed',
  { zh: '速度', en: 'Speed' },
  { slow: { zh: '慢', en: 'slow' }, fast: { zh: '快', en: 'fast' } },
);

class Columns {
  @IsArray() @InTheClear({ each: true }) readonly sku!: readonly string[];
}
class Origin {
  @InTheClear() readonly currency!: string;
}
class Sent {
  @InTheClear() readonly number!: string;
  @IsDecimalText() readonly net!: string;
  @IsOneOf(speeds) readonly speed!: string;
  @IsOptional() @IsMostlyOneOf(speeds) readonly usual?: string;
  @IsInstant() readonly dueAt!: string;
  @IsBoolean() readonly whole!: boolean;
  @IsArray() readonly parcels!: readonly object[];
  @ValidateNested() @Type(() => Columns) readonly lines!: Columns;
  @ValidateNested() @Type(() => Origin) readonly order!: Origin;
  @Personal() @IsOptional() @IsString() readonly reason?: string | Erased;
}
const says = {
  zh: '{number}：{net}，{speed}[，平时{usual}]，{dueAt} 前，整单：{whole}，{parcels} 件，{lines} 行[，原因：{reason}]',
  en: '{number}: {net}, {speed}[, usually {usual}], by {dueAt}, whole: {whole}, parcels: {parcels}, lines: {lines}[, reason: {reason}]',
};
const title = { zh: '已寄出', en: 'Sent' };
const sent = defineEvent('test.Sent', { title, says }, Sent);
const data = {
  number: 'S-1',
  net: '-12.50',
  speed: 'fast',
  dueAt: '2026-03-01T20:00:00.000Z',
  whole: true,
  parcels: [{}, {}],
  lines: { sku: ['a', 'b', 'c'] },
  order: { currency: 'EUR' },
};

it('says amounts with their currency, codes in words, instants as clocks of the company show them, and counts lines', () => {
  expect(sentenceOf(sent, data, 'Asia/Shanghai')).toEqual({
    zh: 'S-1：-12.50 EUR，快，2026-03-02 04:00:00 前，整单：是，2 件，3 行',
    en: 'S-1: -12.50 EUR, fast, by 2026-03-02 04:00:00, whole: yes, parcels: 2, lines: 3',
  });
});

it('says what is in brackets where it has a value, and a text that is no code as it is', () => {
  const { zh, en } = sentenceOf(sent, { ...data, usual: 'slow', reason: 'a {number} [b]' }, 'UTC');
  expect([zh, en]).toEqual([
    expect.stringMatching(/快，平时慢，.*，原因：a \{number\} \[b\]$/),
    expect.stringMatching(/fast, usually slow, .*, reason: a \{number\} \[b\]$/),
  ]);
  expect(sentenceOf(sent, { ...data, usual: 'by mule' }, 'UTC').zh).toContain('平时by mule');
});

it('says of what the reader may not see, or nobody can, that it is so', () => {
  const reason = (value: unknown) => sentenceOf(sent, { ...data, reason: value }, 'UTC');
  expect(reason(SEALED).zh).toContain('原因：（已封存）');
  expect(reason(SEALED).en).toContain('reason: (sealed)');
  expect(reason({ erased: true }).en).toContain('reason: (erased)');
  expect(reason({ unreadable: true }).en).toContain('reason: (unreadable)');
});

it('says as it is what is no instant, as in an event that was altered', () => {
  expect(sentenceOf(sent, { ...data, dueAt: 'tomorrow' }, 'UTC').en).toContain('by tomorrow,');
});

it('says the title of what it cannot say whole', () => {
  expect(sentenceOf(sent, { leftOut: true }, 'UTC')).toEqual(title);
  expect(sentenceOf(defineEvent('test.Sent', { title }, Sent), data, 'UTC')).toEqual(title);
});

it('has no hole that the payload cannot fill: that does not compile', () => {
  // @ts-expect-error -- the field is number
  defineEvent('test.Sent', { title, says: { zh: '{numer}', en: '{number}' } }, Sent);
  // @ts-expect-error -- a reason may be missing
  defineEvent('test.Sent', { title, says: { zh: '原因：{reason}', en: '[reason: {reason}]' } }, Sent);
  // @ts-expect-error -- English is missing
  defineEvent('test.Sent', { title, says: { zh: '{number}' } }, Sent);
  expect(defineEvent('test.Sent', { title, says: { zh: '{number}', en: '{net}' } }, Sent).says.en).toBe('{net}');
});
