import { IsId, IsInstant, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { order, placedOrder } from '../../order';
import { ShipDateMissed } from '../../order.events';
import { salesRefusal } from '../../sales.refusals';
import { ORDER_ID } from '../../ids';
import { wasClosedBy } from '../../ship-date';

export class RecordMissedShipDate {
  @Titled(ORDER_ID)
  @IsId()
  readonly orderId!: string;
  @Titled({ zh: '承诺发货时间', en: 'Promised to be shipped' })
  @IsInstant()
  readonly promisedShipAt!: string;
}

/** Sent by the reactor of the same name when the promised instant has come. */
export const recordMissedShipDate = defineCommand({
  name: 'sales.RecordMissedShipDate',
  title: { zh: '登记发货逾期', en: 'Record that the promised ship date was missed' },
  command: RecordMissedShipDate,
  on: order,
  id: ({ orderId }) => orderId,
  by: ['service'],
  refuses: [salesRefusal.some('unknown-order', 'not-missed-yet')],
  decide: ({ orderId, promisedShipAt }, state, { now }) => {
    const before = placedOrder(state, orderId);
    if (before.promisedShipAt !== promisedShipAt || before.missed || wasClosedBy(promisedShipAt, before)) return [];
    if (now < promisedShipAt) throw salesRefusal('not-missed-yet', { promisedShipAt });
    return [ShipDateMissed({ promisedShipAt }, { occurredAt: promisedShipAt })];
  },
});
