import { OrderPlaced } from '@dossier/contexts/sales';
import { reactorSpec, told } from '@dossier/testing';
import { customersThatBuyLess } from './customers-that-buy-less';

const placed = (n: number) =>
  told(
    OrderPlaced({
      ...{ number: `${n}`, currency: 'CNY', gross: '9.90', net: '9.90' },
      lines: { sku: ['A'], quantity: [1], unitPrice: ['9.90'] },
    }),
    { stream: `order-${n}`, occurredAt: new Date(Date.UTC(2024, n, 15)).toISOString() },
  );

it('warns at the beginning of the month that shows the drop', () => {
  const at = '2025-05-01T00:00:00.000Z';
  reactorSpec(customersThatBuyLess)
    .given(...Array.from({ length: 15 }, (_, n) => placed(n)))
    .twice()
    .then(at, expect.objectContaining({ signal: 'volume-down', standing: 'lasts', at }) as never);
});
