import { byStream, defineReactor, idIn, type Instant, type Recorded } from '@dossier/kernel';
import { order } from '../../order';
import { OrderCancelled, OrderPlaced, OrderShipped, ShipDateMissed } from '../../order.events';
import { recordMissedShipDate } from './record-missed-ship-date';

interface Promised {
  readonly promisedShipAt: Instant;
  /** The date was missed for certain: something was shipped or cancelled after it; only the record is left to do. */
  readonly missed: boolean;
}
const closedBy = (doc: Promised, at: Recorded, complete: boolean): Promised | null => {
  const missed = doc.missed || at.occurredAt > doc.promisedShipAt;
  return complete && !missed ? null : { ...doc, missed };
};

/** An order that was not wholly shipped or cancelled by the promised instant missed it, once. */
export const missedShipDates = defineReactor<Promised>()({
  name: 'record-missed-ship-date',
  title: { zh: '登记未按承诺时间发货', en: 'Record missed ship dates' },
  version: 3,
  from: { OrderPlaced, OrderShipped, OrderCancelled, ShipDateMissed },
  key: byStream,
  begins: {
    OrderPlaced: ({ promisedShipAt, lines, fulfilled }) =>
      promisedShipAt === undefined || fulfilled || lines.sku.length === 0 ? null : { promisedShipAt, missed: false },
  },
  evolve: {
    OrderShipped: (doc, { complete }, at) => closedBy(doc, at, complete),
    OrderCancelled: (doc, _, at) => closedBy(doc, at, true),
    ShipDateMissed: () => null,
  },
  dueAt: ({ promisedShipAt }) => promisedShipAt,
  sends: recordMissedShipDate,
  react: ({ promisedShipAt }, stream) => ({ command: { orderId: idIn(order, stream), promisedShipAt } }),
});
