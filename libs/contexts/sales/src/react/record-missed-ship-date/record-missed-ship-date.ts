import { IsId, IsInstant } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { isOpen, order, orderRefuses, placedOrder } from '../../order';
import { ShipDateMissed } from '../../order.events';
import { salesRefusal } from '../../sales.refusals';

export class RecordMissedShipDate {
  @IsId() readonly orderId!: string;
  @IsInstant() readonly promisedShipAt!: string;
}

/** Sent by the reactor of the same name when the promised instant has come. */
export const recordMissedShipDate = defineCommand({
  name: 'sales.RecordMissedShipDate',
  command: RecordMissedShipDate,
  on: order,
  id: ({ orderId }) => orderId,
  by: ['service'],
  refuses: [orderRefuses, salesRefusal.some('not-missed-yet')],
  decide: ({ orderId, promisedShipAt }, state, { now }) => {
    const before = placedOrder(state, orderId);
    if (before.promisedShipAt !== promisedShipAt || before.missed || !isOpen(before)) return [];
    if (now < promisedShipAt) throw salesRefusal('not-missed-yet', { promisedShipAt });
    return [ShipDateMissed({ promisedShipAt }, { occurredAt: promisedShipAt })];
  },
});
