import { byStream, defineReactor, type Instant } from '@dossier/kernel';
import { OrderCancelled, OrderPlaced, OrderShipped, ShipDateMissed } from '../../order.events';

interface Promised {
  readonly promisedShipAt: Instant;
}

/** An order that was not wholly shipped or cancelled by the promised instant missed it, once. */
export const recordMissedShipDate = defineReactor<Promised>()({
  name: 'record-missed-ship-date',
  title: { zh: '登记未按承诺时间发货', en: 'Record missed ship dates' },
  version: 1,
  from: { OrderPlaced, OrderShipped, OrderCancelled, ShipDateMissed },
  key: byStream,
  evolve: {
    // history brought in is no alarm: its deadlines are past
    OrderPlaced: (_, { promisedShipAt, lines, fulfilled }, at) =>
      promisedShipAt === undefined || fulfilled || at.backfill || lines.sku.length === 0 ? null : { promisedShipAt },
    OrderShipped: (doc, { complete }) => (complete ? null : doc),
    OrderCancelled: () => null,
    ShipDateMissed: () => null,
  },
  dueAt: ({ promisedShipAt }) => promisedShipAt,
  react: ({ promisedShipAt }, stream) => ({
    command: 'sales.RecordMissedShipDate',
    data: { orderId: stream.slice('order-'.length), promisedShipAt },
  }),
});
