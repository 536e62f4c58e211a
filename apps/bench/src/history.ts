import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from './served';

/** A history ends on this day, so that each run brings the same. */
const UNTIL = '2025-12-31';
/** How long after the others a late order is recorded, with all that happens to it. */
const LATE_MS = 40 * 86_400_000;

/** A line for the door of bulk. */
interface Line {
  readonly id: string;
  readonly command: string;
  readonly data: Readonly<Record<string, unknown>> & { readonly occurredAt: string };
}

/** Lines of the history that `dossier generate` invents, as it happened. */
export async function* generated(events: number): AsyncGenerator<string> {
  const args = ['generate', '--dry-run', '--events', String(events), '--seed', '9', '--until', UNTIL];
  const child = spawn(process.execPath, [join(ROOT, 'apps/cli/dossier.cjs'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  yield* createInterface(child.stdout);
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`dossier generate ended with ${String(code)}`);
}

/** Ids in a line, but of customers: an order, its invoice, what was paid of that. */
const idsIn = (text: string): readonly string[] =>
  Object.entries((JSON.parse(text) as Line).data).flatMap(([name, id]) =>
    name.endsWith('Id') && name !== 'customerId' ? [String(id)] : [],
  );

/** The same, recorded in the order of occurrence, save a share of all orders that come late, with all that hangs on them. */
export const generatedLate = (events: number, share: number): AsyncGenerator<string> => late(generated(events), share);

/** @param history in the order of occurrence */
export async function* late(history: AsyncIterable<string>, share: number): AsyncGenerator<string> {
  const chosen = new Map<string, boolean>();
  const isLate = (order: string): boolean => {
    const known = chosen.get(order);
    // the golden ratio spreads them evenly, and no generator of chance is needed
    const late = known ?? (chosen.size * 0.618_033_988_75) % 1 < share;
    chosen.set(order, late);
    return late;
  };
  const lateIds = new Set<string>();
  const lines: { readonly text: string; readonly at: number }[] = [];
  for await (const text of history) {
    const { orderId, occurredAt } = (JSON.parse(text) as Line).data;
    const ids = idsIn(text);
    const comesLate = (typeof orderId === 'string' && isLate(orderId)) || ids.some((id) => lateIds.has(id));
    if (comesLate) for (const id of ids) lateIds.add(id);
    lines.push({ text, at: Date.parse(occurredAt) + (comesLate ? LATE_MS : 0) });
  }
  yield* lines.sort((a, b) => a.at - b.at).map(({ text }) => text);
}

/** A customer all of whose orders, long fulfilled, are recorded as nobody's first, and attributed once all of them are there. */
export function* attributedLate(orders: number): Generator<string> {
  const line = (id: string, command: string, data: object): string => JSON.stringify({ id, command, data });
  const occurredAt = `${UNTIL}T00:00:00.000Z`;
  const customer = { customerId: 'attributed', kind: 'organisation', department: 'sales', occurredAt };
  yield line('attributed', 'customers.RegisterCustomer', customer);
  for (let i = 0; i < orders; i++)
    yield line(`attributed-placed-${i}`, 'sales.PlaceOrder', {
      ...order(`attributed-${i}`),
      ...{ fulfilled: true, department: 'sales', occurredAt },
    });
  for (let i = 0; i < orders; i++)
    yield line(`attributed-to-${i}`, 'sales.AttributeOrder', {
      ...{ orderId: `attributed-${i}`, customerId: 'attributed' },
      ...{ department: 'sales', occurredAt },
    });
}

/** An order of two lines. */
export const order = (id: string): object => ({
  orderId: id,
  number: id,
  currency: 'CNY',
  lines: [
    { sku: 'SKU-1', name: '轴承', quantity: 2, unitPrice: '12.50' },
    { sku: 'SKU-2', name: '皮带', quantity: 1, unitPrice: '80' },
  ],
});
