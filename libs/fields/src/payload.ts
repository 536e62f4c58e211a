import { departments, NamesDepartment, type Terms } from '@dossier/kernel';
import { Matches, ValidateBy, type ValidationOptions } from 'class-validator';
import { applyDecorators } from './apply-decorators';

/**
 * Rules of the payloads of events: what every event of a version keeps, also those that were decided under the looser
 * rules of commands of years ago. `{ each: true }` says it of the items of a list.
 */
const rule = (name: string, options?: ValidationOptions): PropertyDecorator =>
  ValidateBy({ name, validator: { validate: () => true } }, options);

/**
 * A text that stays readable in the log for ever, because it names a thing and never a person: an id, a number, a code,
 * the name of goods. A text that may name a person is `@Personal() @IsString()`.
 */
export const InTheClear = (options?: ValidationOptions): PropertyDecorator => rule('inTheClear', options);

/** The same of a text that mostly is a code of one of these, and is told in its words then. */
export const IsMostlyOneOf = (...terms: readonly Terms[]): PropertyDecorator => InTheClear({ context: terms });

/** The same of the name of a department. */
export const IsMostlyDepartment = (): PropertyDecorator =>
  applyDecorators(IsMostlyOneOf(departments), NamesDepartment());

/** null is allowed too, beside what the other rules say. */
export const OrNull = (options?: ValidationOptions): PropertyDecorator => rule('orNull', options);

export const DECIMAL_TEXT = /^-?\d+(?:\.\d+)?$/;
/** A decimal as text: an amount, a price or a cost, of any sign and size. */
export const IsDecimalText = (options?: ValidationOptions): PropertyDecorator =>
  Matches(DECIMAL_TEXT, {
    ...options,
    context: { zh: '文本形式的十进制数，如 "-12.50"', en: 'a decimal as text, such as "-12.50"' },
  });
