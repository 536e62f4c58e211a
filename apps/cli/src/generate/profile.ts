import type { Text } from '@dossier/kernel';
import {
  abroad,
  brandBeginnings,
  brandEndings,
  china,
  type City,
  givenNames,
  mobile,
  type Place,
  sizes,
  surnames,
  type Trade,
  trades,
  westernBrands,
} from './catalogue';
import type { Dice } from './dice';

/** Who a customer is, before it does anything. */
export interface Profile {
  /** From 1 on. */
  readonly index: number;
  readonly isPerson: boolean;
  readonly name: string;
  readonly place: Place;
  readonly city: City;
  readonly trade: Trade;
  /** How much it buys, beside the smallest customer: from 1 to 80. */
  readonly weight: number;
  /** How much more or less it takes at once than others of its weight. */
  readonly size: number;
  readonly sizeBand: string;
  /** Mean workdays between orders, in an average month. */
  readonly rhythm: number;
  /** Months (0 to 11) in which it buys at all; undefined: in all. */
  readonly months?: readonly number[];
}

/** Words as that customer reads them. */
export const said =
  ({ place }: Profile) =>
  ({ zh, en }: Text): string =>
    place === china ? zh : en;

/** Orders a year of the smallest customer. */
const ORDERS = 5;
const WORKDAYS = 250; // of a year
/** A Pareto distribution of this shape gives the largest fifth of many customers about three quarters of everything. */
const SHAPE = 1;
const MOST = 80;

/** A number above 0 and below 1; those of 1, 2, 3 … fill the range evenly (van der Corput). */
function spread(index: number): number {
  let [rest, step, sum] = [index, 0.5, 0];
  for (; rest > 0; rest = Math.floor(rest / 2), step /= 2) sum += (rest % 2) * step;
  return sum;
}

/**
 * The customers of a business, one after the other. No two companies have one name, and name, city, number and industry
 * fit each other. How much each buys follows from its place among those of its country: a few hold most of it in every
 * business.
 */
export class Profiles {
  private readonly taken = new Set<string>();
  private readonly counts = new Map<Place, number>();

  next(index: number, dice: Dice): Profile {
    const place = dice.chance(65) ? china : dice.pick(abroad);
    const isPerson = place === china && dice.chance(8);
    const city = dice.pick(place.cities);
    const trade = dice.pick(trades);
    const count = (this.counts.get(place) ?? 0) + (isPerson ? 0 : 1);
    this.counts.set(place, count);
    // persons buy little
    const weight = isPerson ? 1 : Math.min(MOST, (1 - spread(count)) ** (-1 / SHAPE));
    const seasonal = dice.chance(10);
    return {
      index,
      isPerson,
      name: isPerson ? dice.pick(surnames) + dice.pick(givenNames) : this.company(place, trade, city, dice),
      place,
      city: isPerson ? { ...city, phone: mobile } : city,
      trade,
      weight,
      size: 1,
      sizeBand: sizes[weight < 1.5 ? 0 : weight < 4 ? 1 : weight < 15 ? 2 : 3] ?? sizes[0],
      rhythm: WORKDAYS / (ORDERS * weight ** 0.45),
      ...(seasonal && { months: [0, 6] }),
    };
  }

  private company(place: Place, trade: Trade, city: City, dice: Dice): string {
    const brand = (): string =>
      place === china ? dice.pick(brandBeginnings) + dice.pick(brandEndings) : dice.pick(westernBrands);
    const named = (said: string): string => place.company(said, place === china ? trade.zh : trade.en, city.name);
    let said = brand();
    // brands join until the name is free
    while (this.taken.has(named(said))) said = place === china ? said + brand() : `${said} & ${brand()}`;
    this.taken.add(named(said));
    return named(said);
  }
}
