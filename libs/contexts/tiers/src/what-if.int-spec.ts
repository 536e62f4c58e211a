import { contexts } from '../../../server/src/contexts';
import { type DoorUnderTest, openDoor } from '../../../testing/src/door';
import type { WhatIf } from './read/what-if/what-if';
import type { Scheme } from './terms';

/** The same numbers each time. */
class Numbers {
  constructor(private last: number) {}
  below(limit: number): number {
    this.last = (this.last * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((this.last / 2_147_483_648) * limit);
  }
  of<T>(all: readonly T[]): T {
    return all[this.below(all.length)] as T;
  }
}

const DAYS = ['03-31', '04-30', '05-31', '06-30'].map((day) => `2026-${day}T15:59:59.999Z`);
const LAST = DAYS[DAYS.length - 1] as string;
const CUSTOMERS = Array.from({ length: 10 }, (_, i) => `c-${i}`);
const rule = (tier: string, ...conditions: readonly object[]): object => ({ tier, conditions });
const is = (measure: string, by: string, enter: number, stay: number): object => ({ measure, by, enter, stay });

const STORIES: readonly (readonly [Scheme, seed: number, inForce: object, draft: object])[] = [
  [
    'value',
    7,
    {
      rules: [
        rule('value-high', is('net-revenue', 'at-least', 120_000, 60_000)),
        rule('value-medium', is('purchases', 'at-least', 4, 2), is('recency-days', 'at-most', 40, 70)),
      ],
      ...{ windowMonths: 12, everyMonths: 0, minimumStayDays: 20, noticeDays: 30 },
    },
    {
      rules: [
        rule('value-high', is('net-revenue', 'at-least', 90_000, 80_000)),
        rule('value-medium', is('purchases', 'at-least', 2, 1), is('recency-days', 'at-most', 30, 45)),
      ],
      ...{ windowMonths: 3, everyMonths: 0, minimumStayDays: 40, noticeDays: 10 },
    },
  ],
  [
    'pyramid',
    11,
    {
      rules: [
        rule('pyramid-platinum', is('net-revenue', 'top-percent', 10, 20)),
        rule('pyramid-gold', is('net-revenue', 'top-percent', 30, 40)),
      ],
      ...{ windowMonths: 1, everyMonths: 0, minimumStayDays: 0, noticeDays: 0 },
    },
    {
      rules: [
        rule('pyramid-platinum', is('net-revenue', 'cumulative-percent', 40, 60)),
        rule('pyramid-iron', is('growth-percent', 'at-least', 10, 1)),
      ],
      ...{ windowMonths: 2, everyMonths: 0, minimumStayDays: 0, noticeDays: 45 },
    },
  ],
  [
    'vip',
    13,
    {
      rules: [
        rule('vip-vip', is('net-revenue', 'at-least', 80_000, 60_000)),
        rule('vip-regular', is('net-revenue', 'at-least', 20_000, 10_000)),
      ],
      ...{ windowMonths: 3, everyMonths: 0, minimumStayDays: 0, noticeDays: 30 },
    },
    {
      rules: [
        rule('vip-vip', is('profit', 'top-percent', 20, 30)),
        rule('vip-regular', is('profit', 'at-least', 15_000, 9_000)),
      ],
      ...{ windowMonths: 3, everyMonths: 0, minimumStayDays: 20, noticeDays: 0 },
    },
  ],
];

/** From a third of the price of an order to more than that. */
const costOf = (number: number, unitPrice: string): string =>
  ((Number(unitPrice) * (30 + ((number * 7) % 80))) / 100).toFixed(2);

/** Assesses a history by one policy, and asks what if another were. */
class Told {
  private constructor(
    private readonly door: DoorUnderTest,
    private readonly scheme: Scheme,
  ) {}

  static async by<T>(scheme: Scheme, seed: number, document: object, ask: (told: Told) => Promise<T>): Promise<T> {
    const door = await openDoor({ contexts, zone: 'Asia/Shanghai' });
    try {
      const told = new Told(door, scheme);
      await told.happened(new Numbers(seed));
      await told.assessed(document);
      return await ask(told);
    } finally {
      await door.close();
    }
  }

  private async happened(numbers: Numbers): Promise<void> {
    const { rig } = this.door;
    rig.clock.set('2026-07-10T02:00:00.000Z');
    for (const customerId of CUSTOMERS)
      await rig.send(
        'customers.RegisterCustomer',
        { customerId, kind: 'organisation' },
        { occurredAt: '2026-01-01T08:00:00.000Z' },
      );
    for (let number = 0; number < 40; number++) {
      const unitPrice = String(1 + numbers.below(60_000));
      const day = `2026-0${1 + numbers.below(6)}-${String(1 + numbers.below(28)).padStart(2, '0')}`;
      await rig.send(
        'sales.PlaceOrder',
        {
          ...{ customerId: numbers.of(CUSTOMERS), number: `A-${number}`, currency: 'CNY' },
          lines: [{ sku: 'pump', quantity: 1, unitPrice, unitCost: costOf(number, unitPrice) }],
          freight: String(number * 90),
        },
        { occurredAt: `${day}T08:00:00.000Z`, backfill: true },
      );
    }
    await rig.caughtUp();
  }

  private async assessed(document: object): Promise<void> {
    const { door, scheme } = this;
    const published = { document, approvedBy: 'board', effectiveFrom: '2026-01-02T00:00:00Z' };
    expect((await door.call('PUT', `/tier-schemes/${scheme}`, published)).status).toBeLessThan(300);
    for (const occurredAt of DAYS) {
      door.rig.clock.advance(1000);
      const begun = await door.call('POST', `/tier-schemes/${scheme}/assessments`, { occurredAt });
      expect(begun.body).toMatchObject({ events: [{ type: 'tiers.AssessmentBegun' }] });
      await this.react();
    }
    await this.react(); // what was announced came into force since
  }
  private async react(): Promise<void> {
    await this.door.rig.reactors.look();
    await this.door.rig.caughtUp();
  }

  async whatIf(draft: object): Promise<WhatIf> {
    const { status, body } = await this.door.call('POST', `/tier-schemes/${this.scheme}/what-if?asOf=${LAST}`, {
      draft,
    });
    expect(status).toBe(200);
    return body as unknown as WhatIf;
  }

  /** Where each customer stands as of the last assessment. */
  async stands(): Promise<readonly { readonly tier: string; readonly since: string; readonly downgradeTo: unknown }[]> {
    return Promise.all(
      CUSTOMERS.map(async (customer) => {
        const { body } = await this.door.call('GET', `/customers/${customer}/360?asOf=${LAST}`);
        const { schemes } = body['tiers'] as { readonly schemes: readonly Record<string, string>[] };
        const { tier = '', since = '', downgradeTo } = schemes.find(({ scheme }) => scheme === this.scheme) ?? {};
        return { tier, since, downgradeTo };
      }),
    );
  }
}

it.each(STORIES)(
  'tells what assessments by the draft would have made of every customer: %s',
  async (scheme, seed, inForce, draft) => {
    const now = await Told.by(scheme, seed, inForce, async (told) => ({
      stands: await told.stands(),
      whatIf: await told.whatIf(draft),
    }));
    const drafted = await Told.by(scheme, seed, draft, async (told) => ({
      stands: await told.stands(),
      whatIf: await told.whatIf(inForce),
    }));
    const rows = CUSTOMERS.flatMap((customer, i) => {
      const [from, to] = [now.stands[i]?.tier, drafted.stands[i]];
      return to && from !== to.tier
        ? [{ customer, from, to: to.tier, since: to.since, downgradeTo: to.downgradeTo, recorded: from }]
        : [];
    });
    expect(rows.length).toBeGreaterThan(1);
    expect(now.whatIf.rows).toMatchObject(rows);
    expect(now.whatIf.moved).toBe(rows.length);
    // and the other way round
    const back = now.whatIf.rows.map(({ customer, from, to }) => ({ customer, from: to, to: from }));
    expect(drafted.whatIf.rows).toMatchObject(back);
    expect(drafted.whatIf.moved).toBe(rows.length);
    for (const { tier, customers, drafted: by } of now.whatIf.tiers) {
      expect([customers, by]).toEqual(
        [now.stands, drafted.stands].map((all) => all.filter((stand) => stand.tier === tier).length),
      );
    }
  },
);
