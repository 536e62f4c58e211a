import { byStream, defineReactor, idIn, type Instant } from '@dossier/kernel';
import { order } from '../../order';
import { OrderCancelled, OrderPlaced, OrderShipped, ShipDateMissed } from '../../order.events';
import { recordMissedShipDate } from './record-missed-ship-date';

interface Promised {
  readonly promisedShipAt: Instant;
}

/** An order that was not wholly shipped or cancelled by the promised instant missed it, once. */
export const missedShipDates = defineReactor<Promised>()({
  name: 'record-missed-ship-date',
  title: { zh: '登记未按承诺时间发货', en: 'Record missed ship dates' },
  version: 2,
  from: { OrderPlaced, OrderShipped, OrderCancelled, ShipDateMissed },
  key: byStream,
  evolve: {
    OrderPlaced: (_, { promisedShipAt, lines, fulfilled }) =>
      promisedShipAt === undefined || fulfilled || lines.sku.length === 0 ? null : { promisedShipAt },
    OrderShipped: (doc, { complete }) => (complete ? null : doc),
    OrderCancelled: () => null,
    ShipDateMissed: () => null,
  },
  dueAt: ({ promisedShipAt }) => promisedShipAt,
  sends: recordMissedShipDate,
  react: ({ promisedShipAt }, stream) => ({ command: { orderId: idIn(order, stream), promisedShipAt } }),
});
