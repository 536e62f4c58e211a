import { type CommandRoute, defineCommand, type PathOver } from './index';

class Ship {
  declare readonly orderId: string;
  declare readonly parcels?: number;
}
type Served = keyof Ship;
const path = <const Path extends string>(given: Path & PathOver<Path, Served>): string => given;
const order = { category: 'order', from: {}, initial: {}, evolve: {} };
const title = { zh: '发货', en: 'Ship' };
const ship = {
  name: 'shop.Ship',
  title,
  command: Ship,
  on: order,
  id: ({ orderId }: Ship) => orderId,
  by: [],
  decide: () => [],
};

/** The compiler is the test: without the error that is expected, this file does not compile. */
describe('the route of a command', () => {
  it('has parameters that are fields of it', () => {
    expect(path('orders')).toBe('orders');
    expect(path('orders/:orderId/ship')).toBe('orders/:orderId/ship');
    // @ts-expect-error -- it has no field 'order'
    expect(path('orders/:order/ship')).toBeDefined();
    // @ts-expect-error -- it has no field 'parcel'
    expect(path('orders/:orderId/parcels/:parcel')).toBeDefined();
  });
  it('has an example of its fields, and of what may be said beside them', () => {
    const example = { orderId: 'SO-1', parcels: 2, occurredAt: '2026-01-31T08:00:00Z' };
    expect(defineCommand({ ...ship, route: { path: 'orders/:orderId/ship', example } }).kind).toBe('command');
    // @ts-expect-error -- it does not say which order
    defineCommand({ ...ship, route: { path: 'orders/:orderId/ship', example: { parcels: 2 } } });
    // @ts-expect-error -- it has no field parcel
    const wrong: CommandRoute<Ship>['example'] = { parcel: 2 };
    expect(wrong).toBeDefined();
  });
});
