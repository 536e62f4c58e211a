import { lifecycleSection } from '@dossier/contexts/lifecycle';
import { initialPolicies, type Reads } from '@dossier/kernel';
import { tierOutlook } from './tier-outlook';

it.each([
  ['value', false],
  ['vip', false],
  ['pyramid', true],
  ['abc', true],
] as const)('looks at all customers only where a place among them counts: %s', async (scheme, looksAtAll) => {
  const scanned: unknown[] = [];
  const reads: Reads = {
    get: () => Promise.resolve(null),
    rows: () => Promise.resolve([]),
    group: () => Promise.resolve([]),
    async *documents(model) {
      scanned.push(model);
      yield await Promise.resolve([]);
    },
  };
  const asking = { asOf: '2026-03-01T08:00:00.000Z', zone: 'Asia/Shanghai', policies: initialPolicies, reads };
  const { rows } = await tierOutlook.run({ customer: 'c-1', scheme }, asking);
  expect(rows.length).toBeGreaterThan(0);
  expect(scanned.includes(lifecycleSection)).toBe(looksAtAll);
});
