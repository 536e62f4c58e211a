import 'reflect-metadata'; // class-transformer's @Type does not load where nothing did this before, as in a worker thread
import { applyDecorators } from './apply-decorators';
import { IsISO8601, IsNumber, IsString, Length, Matches, Max, Min } from 'class-validator';

/** Ids that callers choose: never personal data. What looks like a phone number or an e-mail is refused at the door. */
export const IsId = (): PropertyDecorator => Matches(/^[A-Za-z0-9._-]{1,64}$/);

/** A customer by id, by external id (`14646`), or by source and external id (`erp:14646`). */
export const IsCustomerReference = (): PropertyDecorator => Matches(/^([A-Za-z0-9._-]{1,64}:)?[A-Za-z0-9._-]{1,64}$/);

/** ISO 8601 with offset, from 1900 on. The door turns it into UTC. */
export const IsInstant = (): PropertyDecorator => IsISO8601({ strict: true, strictSeparator: true });

/** Free text of 1 to `max` characters. */
export const IsText = (max: number): PropertyDecorator => applyDecorators(IsString(), Length(1, max));

/**
 * A decimal as text: no exponent, no leading zeros, no negative zero, at most nine digits before and six after the
 * point; up to ±999,999,999.999999.
 */
export const IsDecimal = (): PropertyDecorator => Matches(/^(?!-0(?:\.0*)?$)-?(?:0|[1-9]\d{0,8})(?:\.\d{1,6})?$/);

/** A quantity: up to ±1e9 with at most three decimals. */
export const IsQuantity = (): PropertyDecorator =>
  applyDecorators(IsNumber({ maxDecimalPlaces: 3 }), Min(-1_000_000_000), Max(1_000_000_000));
