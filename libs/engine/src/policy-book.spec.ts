import type { Decoded } from '@dossier/event-store';
import { PolicyPublished, policyStream } from '@dossier/foundation';
import { LAST_INSTANT } from '@dossier/kernel';
import { exchangeRatesPolicy } from '@dossier/contexts/finance';
import { contexts } from '../../server/src/contexts';
import { PolicyBook } from './policy-book';
import { Registry } from './registry';

it('reads again what another process may have published before a position, once', async () => {
  const registry = new Registry(contexts);
  let reads = 0;
  const book = new PolicyBook(registry, () => {
    reads += 1;
    return Promise.resolve([]);
  });
  const readsOf = async (work: () => Promise<unknown>): Promise<number> => {
    const before = reads;
    await work();
    return (reads - before) / registry.policies.size;
  };
  expect(await readsOf(() => book.read())).toBe(1);
  expect(await readsOf(() => book.current(7))).toBe(0); // no other process publishes any
  book.isKnown(5);
  expect(await readsOf(() => book.current(5))).toBe(0);
  expect(await readsOf(() => Promise.all([book.current(7), book.current(7), book.current()]))).toBe(1);
  expect(await readsOf(() => book.current(7))).toBe(0);
  book.isKnown(6); // followed more slowly
  expect(await readsOf(() => book.current(7))).toBe(0);
});

describe('a policy that is published whole again and again', () => {
  const rates = (days: number): readonly object[] =>
    Array.from({ length: days }, (_, day) => ({ currency: 'USD', from: `2026-01-0${day + 1}`, rate: '7.1' }));
  const published = (version: number): Decoded =>
    ({
      at: { position: version * 10, revision: version - 1, recordedAt: `2026-01-0${version}T08:00:00.000Z` },
      data: PolicyPublished({
        ...{
          name: 'exchange-rates',
          version,
          document: { reportingCurrency: 'CNY', rates: rates(version) },
          approvedBy: 'board',
        },
        effectiveFrom: `2026-01-0${version}T00:00:00.000Z`,
      }).data,
    }) as Decoded;

  it('is read once, and of what came since only that', async () => {
    const log = [published(1), published(2)];
    const given: number[] = [];
    const book = new PolicyBook(new Registry(contexts), (stream, after) => {
      if (stream !== policyStream('exchange-rates')) return Promise.resolve([]);
      const news = log.filter(
        ({ at }) => at.revision > (after?.revision ?? -1) && at.position > (after?.position ?? 0),
      );
      given.push(news.length);
      return Promise.resolve(news);
    });
    await book.read();
    log.push(published(3));
    await book.read();
    await book.read();
    expect(given).toEqual([2, 1, 0]);
    expect(book.last).toBe(30);
    const of = (at: string) => book.asOf(at)(exchangeRatesPolicy);
    expect([
      of(LAST_INSTANT).version,
      of('2026-01-02T12:00:00.000Z').version,
      of('2025-01-01T00:00:00.000Z').version,
    ]).toEqual([3, 2, 0]);
    expect(of(LAST_INSTANT).document).toMatchObject({ rates: rates(3) });
  });
  it('takes little more memory than what differs', async () => {
    const book = new PolicyBook(new Registry(contexts), (stream) =>
      Promise.resolve(stream === policyStream('exchange-rates') ? [published(1), published(2)] : []),
    );
    await book.read();
    const [first, second] = ['2026-01-01T12:00:00.000Z', LAST_INSTANT].map(
      (at) => book.asOf(at)(exchangeRatesPolicy).document.rates,
    );
    expect(second).toEqual(rates(2));
    expect(second?.[0]).toBe(first?.[0]);
  });
});
