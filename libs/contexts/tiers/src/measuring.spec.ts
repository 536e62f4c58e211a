import type { SalesFact } from '@dossier/contexts/sales';
import { Measuring } from './measuring';
import { NO_TIERS } from './tier-history';

const at = (year: number): string => `${year}-06-15T08:00:00.000Z`;
const sold = (year: number, net: number): SalesFact => ({
  ...{
    kind: 'order',
    document: `${year}`,
    customer: 'c',
    at: at(year),
    currency: 'CNY',
    gross: net,
    net,
    purchases: 1,
  },
  ...{ channel: null, businessLine: null, eventId: `event-${year}` },
});

it('counts growth to hundredths of a per cent', () => {
  const measuring = new Measuring(
    { measures: new Set(['growth-percent']), windowMonths: 12, currency: 'CNY' },
    { asOf: '2026-12-31T00:00:00.000Z', zone: 'UTC', rates: { reportingCurrency: 'CNY', rates: [] } },
  );
  const growth = (now: number): unknown => {
    const found = measuring.of({
      ...{ customer: 'c', facts: [sold(2025, 120), sold(2026, now)], tiers: NO_TIERS },
      ledger: { registered: { at: at(2025), eventId: 'registered' }, purchases: [] } as never,
    });
    return found instanceof Map ? (found.get('growth-percent') as { value: number }).value : found;
  };
  expect([189, 243, 273, 120].map(growth)).toEqual([57.5, 102.5, 127.5, 0]);
});
