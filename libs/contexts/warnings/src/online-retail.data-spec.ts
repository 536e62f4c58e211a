import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { instant } from '@dossier/kernel';
import { auc, fitBgNbd, probabilityAlive, shareOf } from '@dossier/statistics';
import { parse } from 'csv-parse/sync';
import { aPurchase } from '../../../testing/src/purchases-of';
import { buyingOf, expectedIn, type History, returnScore } from './churn-score';
import { silence } from './signals/silence';
import { warningsPolicy } from './warnings-policy';

/**
 * Who buys again on UCI Online Retail (Chen 2015, doi 10.24432/C5BW33): purchases up to a day, judged by what was bought
 * after it. Only lines that were paid for count: a customer, no cancellation, quantity and price above zero.
 */
const FILE = resolve(__dirname, '../../../../../shared/data/online-retail/online_retail_2010_2011.csv.gz');
const present = existsSync(FILE);
if (!present) console.warn(`${FILE} is not there: the score of who buys again is NOT judged`);

const DAY = 86_400_000;
const dayNumber = (day: string): number => Date.parse(day) / DAY;

type Row = Readonly<Record<'Invoice' | 'Quantity' | 'InvoiceDate' | 'Price' | 'Customer ID', string>>;
/** Of each customer what it spent on which day, in pence. */
function spending(): ReadonlyMap<string, ReadonlyMap<number, number>> {
  const found = new Map<string, Map<number, number>>();
  for (const row of parse<Row>(gunzipSync(readFileSync(FILE)), { columns: true })) {
    const [customer, quantity, price] = [row['Customer ID'], Number(row.Quantity), Number(row.Price)];
    if (customer === '' || row.Invoice.startsWith('C') || quantity <= 0 || price <= 0) continue;
    const days = found.get(customer) ?? new Map<number, number>();
    found.set(customer, days);
    const day = dayNumber(row.InvoiceDate.slice(0, 10));
    days.set(day, (days.get(day) ?? 0) + Math.round(quantity * price * 100));
  }
  return found;
}

interface Judged extends History {
  /** Whether it bought again until the end. */
  readonly again: boolean;
}
function judged(until: string, end: string): readonly Judged[] {
  const [today, last] = [dayNumber(until), dayNumber(end)];
  return [...spending()].flatMap(([, all]) => {
    const known = [...all].filter(([day]) => day <= today).sort(([a], [b]) => a - b);
    if (known.length === 0) return [];
    const spent = known.reduce((sum, [, pence]) => sum + pence, 0);
    const again = [...all.keys()].some((day) => day > today && day <= last);
    return [{ days: known.map(([day]) => day), today, spent, again }];
  });
}

(present ? describe : describe.skip)(
  'on the customers of Online Retail until August 2011, judged until December',
  () => {
    let customers: readonly Judged[];
    const policy = warningsPolicy.initial;
    beforeAll(() => {
      customers = judged('2011-08-31', '2011-12-09');
    });

    it('ranks who buys again better than recency, frequency and E[Y] alone', () => {
      const model = fitBgNbd(customers.map(buyingOf));
      const rank = (score: (one: Judged) => number): number =>
        auc(customers.map((one) => ({ score: score(one), happened: one.again })));
      const figures = {
        'our score': rank((one) => returnScore(one, policy.fadeDays)),
        'E[Y]': rank((one) => expectedIn(model, one, 100)),
        frequency: rank(({ days }) => days.length),
        recency: rank(({ days }) => days.at(-1) ?? 0),
        'P(alive)': rank((one) => probabilityAlive(model, buyingOf(one))),
      };
      const again = customers.filter(({ again: bought }) => bought).length;
      const told = Object.entries(figures).map(([name, value]) => `${name} ${value.toFixed(4)}`);
      console.log(`${customers.length} customers, ${again} bought again; AUC: ${told.join(', ')}`);
      expect([customers.length, again]).toEqual([3317, 1952]);
      expect(figures['our score']).toBeCloseTo(0.7408, 3);
      expect(figures['E[Y]']).toBeCloseTo(0.7288, 3);
      expect(figures.frequency).toBeCloseTo(0.7219, 3);
      expect(figures.recency).toBeCloseTo(0.685, 3);
      expect(figures['P(alive)']).toBeLessThan(0.5); // the wrong way round
      const others = Object.entries(figures).filter(([name]) => name !== 'our score');
      for (const [, value] of others) expect(figures['our score']).toBeGreaterThan(value);
    });

    it('warns of silence with a precision and a recall', () => {
      const asOf = '2011-08-31T23:59:59.999Z';
      const looked = customers.map(({ days, again }) => {
        const purchases = days.map((day) => aPurchase(instant(day * DAY), `order-${day}`));
        const found = silence.ahead({ purchases, credits: {} }, policy, asOf);
        return { judged: found.is === 'stretch', warned: found.is === 'stretch' && found.from <= asOf, again };
      });
      const tell = (name: string, some: typeof looked): readonly number[] => {
        const warned = some.filter((one) => one.warned);
        const gone = some.filter((one) => !one.again);
        const right = warned.filter((one) => !one.again).length;
        const [precision, recall] = [shareOf(right, warned.length), shareOf(right, gone.length)];
        const of = (share: typeof precision): string =>
          [share.value, share.lower, share.upper].map((value) => (value * 100).toFixed(1)).join(' / ');
        console.log(
          `${name}: ${some.length} customers, ${gone.length} did not buy again, ${warned.length} warned of, ${right} rightly; precision ${of(precision)} %, recall ${of(recall)} %`,
        );
        return [some.length, gone.length, warned.length, right];
      };
      const all = tell('all', looked);
      const rhythmic = tell(
        'with three days of purchases or more',
        looked.filter((one) => one.judged),
      );
      expect(all[3]).toBe(rhythmic[3]);
      const [base = 0, gone = 0, warned = 0, right = 0] = rhythmic;
      expect(right / warned).toBeGreaterThan((1.5 * gone) / base); // far more often right than a warning of anybody
      expect(rhythmic).toEqual(RHYTHMIC);
    });
  },
);

/** Customers with three days of purchases or more; of them not buying again, warned of, rightly. */
const RHYTHMIC = [1223, 220, 70, 24];
