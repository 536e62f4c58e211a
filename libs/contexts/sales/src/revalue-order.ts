import { defineCommand } from '@dossier/kernel';
import { order } from './order';
import { needsPast, withPast } from './past-credits';
import { corrections } from './worth-in-order';

export class RevalueOrder {
  readonly orderId!: string;
}

/**
 * Runs after what may change the worth of what was recorded of an order before: cancellations, returns, and credit notes
 * that name it. Never sent alone.
 */
export const revalueOrder = defineCommand({
  name: 'sales.RevalueOrder',
  title: { zh: '更正订单金额', en: 'Correct the worth of an order' },
  command: RevalueOrder,
  on: order,
  id: ({ orderId }) => orderId,
  by: [],
  onlyStep: true,
  needs: needsPast,
  decide: (_, state, { needed }) => (state === undefined ? [] : corrections(withPast(state, needed.past))),
});
