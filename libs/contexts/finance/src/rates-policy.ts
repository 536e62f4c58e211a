import { IsCurrencyCode, IsForm, Titled } from '@dossier/fields';
import { converted, definePolicy, type Day, dayOf, type Minor, type Viewing } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, ValidateNested } from 'class-validator';

export class ExchangeRate {
  @Titled({ zh: '币种', en: 'Currency' }) @IsCurrencyCode() readonly currency!: string;
  @Titled({ zh: '自何日起', en: 'From' }, { help: { zh: '公司时区的日期。', en: 'A day in the zone of the company.' } })
  @IsForm(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, {
    zh: '日期，如 "2026-01-31"',
    en: 'a day, such as "2026-01-31"',
  })
  readonly from!: Day;
  @Titled(
    { zh: '汇率', en: 'Rate' },
    { help: { zh: '一单位该币种折合多少本位币。', en: 'What one unit of it is worth in the reporting currency.' } },
  )
  @IsForm(/^(?!0+(?:\.0*)?$)(?:0|[1-9]\d{0,8})(?:\.\d{1,10})?$/, {
    zh: '文本形式的汇率，大于零，如 "7.1046"',
    en: 'a rate as text, above zero, such as "7.1046"',
  })
  readonly rate!: string;
}

export class ExchangeRatesPolicy {
  @Titled({ zh: '本位币', en: 'Reporting currency' }) @IsCurrencyCode() readonly reportingCurrency!: string;
  @Titled({ zh: '汇率', en: 'Rates' })
  @IsArray()
  @ArrayMaxSize(5000)
  @ValidateNested({ each: true })
  @Type(() => ExchangeRate)
  readonly rates!: readonly ExchangeRate[];
}

/** 汇率: dated, as the company sets them. */
export const exchangeRatesPolicy = definePolicy<ExchangeRatesPolicy>({
  name: 'exchange-rates',
  title: { zh: '汇率', en: 'Exchange rates' },
  document: ExchangeRatesPolicy,
  initial: { reportingCurrency: 'CNY', rates: [] },
  fault: ({ rates }) => {
    const said = new Set<string>();
    for (const { currency, from } of rates) {
      const one = `${currency} ${from}`;
      if (said.has(one))
        return { zh: `${currency} 自 ${from} 起有两个汇率`, en: `${currency} has two rates from ${from} on` };
      said.add(one);
    }
    return undefined;
  },
});

/** Rates of a day. */
export class RatesOfTheDay {
  private readonly today: Day;

  constructor(
    private readonly policy: ExchangeRatesPolicy,
    { asOf, zone }: Pick<Viewing, 'asOf' | 'zone'>,
  ) {
    this.today = dayOf(asOf, zone);
  }

  /** The amount in another currency; null where a rate is missing. */
  converted(minor: Minor, from: string, into: string): Minor | null {
    if (from === into) return minor;
    const [by, to] = [this.rate(from), this.rate(into)];
    return by === null || to === null
      ? null
      : converted(minor, { currency: from, rate: by }, { currency: into, rate: to });
  }

  /** The first day behind today from which one of these currencies has another rate; null: none is known. */
  next(currencies: readonly string[]): Day | null {
    const days = this.policy.rates.flatMap(({ currency, from }) =>
      currencies.includes(currency) && from > this.today ? [from] : [],
    );
    return days.sort()[0] ?? null;
  }

  private rate(of: string): string | null {
    if (of === this.policy.reportingCurrency) return '1';
    const known = this.policy.rates.filter(({ currency, from }) => currency === of && from <= this.today);
    return (
      known.reduce<ExchangeRate | null>((last, each) => (last && last.from > each.from ? last : each), null)?.rate ??
      null
    );
  }
}
