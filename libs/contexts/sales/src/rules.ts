import { applyDecorators, Impersonal, IsForm, IsText } from '@dossier/fields';
import { IsNumber, Max, Min } from 'class-validator';

/** A price as decimal text, never negative: at most nine digits before and six after the point. */
export const IsPrice = (): PropertyDecorator =>
  IsForm(/^(?:0|[1-9]\d{0,8})(?:\.\d{1,6})?$/, {
    zh: '文本形式的价格，不得为负，小数点前最多九位、后最多六位，如 "12.50"',
    en: 'a price as text, never negative, at most nine digits before and six after the point, such as "12.50"',
  });

/** Words of 1 to `max` characters that are logged unsealed. */
export const AreWords = (max: number): PropertyDecorator => applyDecorators(IsText(max), Impersonal('words'));

/** A quantity above zero, at most three decimals. */
export const IsPositiveQuantity = (): PropertyDecorator =>
  applyDecorators(IsNumber({ maxDecimalPlaces: 3 }), Min(0.001), Max(1_000_000_000));

/** Most lines of one document; the largest real invoice seen has 1,114. */
export const MOST_LINES = 5000;
