import { InTheClear, IsDecimalText, IsOneOf, Titled } from '@dossier/fields';
import { money, toMinor } from '@dossier/kernel';
import { IsArray, IsInt, IsOptional, Min } from 'class-validator';
import type { Measured } from './judging';
import { CURRENCY } from './shown-parts';
import { type Measure, measures } from './terms';

/** A measure as events and views tell it. */
export class MeasureTold {
  @IsOneOf(measures) readonly measure!: Measure;
  /** Left out: it is not known. */
  @Titled({ zh: '数值', en: 'Value' }) @IsOptional() @IsDecimalText() readonly value?: string;
  /** Of an amount. */
  @Titled(CURRENCY) @IsOptional() @InTheClear() readonly currency?: string;
  /** How many events are behind it; of one that is not known: behind that. */
  @Titled({ zh: '事件数', en: 'Events behind it' }) @IsInt() @Min(0) readonly events!: number;
  /** Up to 100 of them: the first and the last ones. */
  @Titled({ zh: '事件编号', en: 'Events' })
  @IsArray()
  @InTheClear({ each: true })
  readonly eventIds!: readonly string[];
}

export type Told = Pick<MeasureTold, keyof MeasureTold>;

export const told = ({ measure, value, currency, events, eventIds }: Measured): Told => ({
  measure,
  ...(value !== null && { value: figureText(value, currency) }),
  ...(currency !== undefined && { currency }),
  ...{ events, eventIds },
});
export const heard = ({ measure, value, currency, events, eventIds }: Told): Measured => ({
  measure,
  value: value === undefined ? null : figureOf(value, currency),
  ...(currency !== undefined && { currency }),
  ...{ events, eventIds },
});

/** A figure as decimal text. @param currency of an amount in minor units */
export const figureText = (value: number, currency: string | undefined): string =>
  currency === undefined ? String(value) : money(value, currency).amount;
export const figureOf = (text: string, currency: string | undefined): number =>
  currency === undefined ? Number(text) : toMinor(text, currency);

/** Most ids of events behind one measure. */
const MOST = 100;
/** The first and the last of many. */
export const ends = (ids: readonly string[]): readonly string[] =>
  ids.length <= MOST ? ids : [...ids.slice(0, MOST / 2), ...ids.slice(-MOST / 2)];

/** Measures as views tell them. */
export const measuresShown = (all: readonly Told[]) =>
  all.map(({ value = null, currency = null, ...measure }) => ({ ...measure, value, currency }));
