import { IsNumber, Matches, Max, Min } from 'class-validator';

/** A price as decimal text, never negative: at most nine digits before and six after the point. */
export const IsPrice = (): PropertyDecorator => Matches(/^(?:0|[1-9]\d{0,8})(?:\.\d{1,6})?$/);

/** ISO 4217, `CNY`. Codes that do not exist are refused by the decision. */
export const IsCurrencyCode = (): PropertyDecorator => Matches(/^[A-Z]{3}$/);

/** What is bought, shipped or credited: more than nothing, at most three decimals. */
export const IsPositiveQuantity = (): PropertyDecorator => (prototype, property) => {
  IsNumber({ maxDecimalPlaces: 3 })(prototype, property);
  Min(0.001)(prototype, property);
  Max(1_000_000_000)(prototype, property);
};

/** Most lines of one document; the largest real invoice seen has 1,114. */
export const MOST_LINES = 5000;
