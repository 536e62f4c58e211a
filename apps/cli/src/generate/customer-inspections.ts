import type { Text } from '@dossier/kernel';
import { CustomerDiary, time } from './diary';
import { both } from './story';

/** Of so many deliveries one is inspected when it comes in. */
const ONE_OF = 15;
/** Pieces at most that are looked at: of large deliveries a sample, of usual sizes. */
const SAMPLES = [32, 50, 80, 125] as const;
/** Of a hundred pieces so many are rejected where a batch is not as it should be. */
const WORST = 5;
const defects: readonly [Text, ...Text[]] = [
  { zh: '表面划伤', en: 'scratched' },
  { zh: '尺寸超差', en: 'out of tolerance' },
  { zh: '外包装破损', en: 'wrapping torn' },
  { zh: '标识错误', en: 'wrongly marked' },
];

interface Delivered {
  readonly id: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

/** What one customer finds when it inspects what came in, and what it sends back for its quality. */
export class CustomerInspections extends CustomerDiary {
  delivered(order: Delivered, at: number): void {
    if (this.dice.whole(1, ONE_OF) === 1) this.later(at, 0, 3, (then) => this.inspect(order, then));
  }

  /** Of the kind of which most came in. */
  private inspect({ id: orderId, lines }: Delivered, at: number): void {
    const { dice, said } = this;
    const [most] = lines.toSorted((a, b) => b.quantity - a.quantity);
    if (!most) return;
    const { sku: product, quantity } = most;
    const inspected = Math.min(quantity, dice.pick(SAMPLES));
    const bad = Math.max(1, Math.round((inspected * dice.whole(1, WORST)) / 100));
    const rejected = dice.chance(70) ? 0 : bad;
    const number = this.books.next('inspections');
    const inspectionId = `${this.books.prefix}-q${number}`;
    const defect = both(dice.pick(defects)); // the company has one word for each
    this.tell('service.RecordInspection', at, 1, {
      ...{ inspectionId, customerId: this.customerId, product, inspected, passed: inspected - rejected },
      ...(rejected > 0 && { defects: [{ defect, count: rejected }] }),
      batch: `B${time(at).slice(2, 7).replace('-', '')}`,
      ...{ orderId, document: `QC-${number}`, inspector: said({ zh: '质检员', en: 'inspector' }) },
      department: 'service',
    });
    if (rejected > 0 && dice.chance(70))
      this.later(at, 1, 5, (then) =>
        this.sendBack(
          { product, quantity: rejected, because: 'defect', explanation: defect, inspectionId, orderId },
          then,
        ),
      );
  }

  /** Of an order a piece came back for its quality; for most of these it is written down what was wrong. */
  takenBack({ id: orderId, lines: [line] }: Delivered, at: number): void {
    const { dice, said } = this;
    if (!line || !dice.chance(60)) return;
    const { because, words } = dice.pick(RETURNED);
    this.sendBack({ product: line.sku, quantity: 1, because, explanation: said(words), orderId }, at);
  }

  private sendBack(what: object, at: number): void {
    const number = this.books.next('returns');
    this.tell('service.RecordQualityReturn', at, 1, {
      ...{ returnId: `${this.books.prefix}-b${number}`, customerId: this.customerId, ...what },
      ...{ document: `QR-${number}`, department: 'service' },
    });
  }
}

const RETURNED: readonly [Returned, ...Returned[]] = [
  { because: 'defect', words: { zh: '装机即不工作', en: 'Did not work when it was fitted' } },
  { because: 'damage', words: { zh: '运输途中碰损', en: 'Damaged on the way' } },
  { because: 'specification', words: { zh: '规格与订单不符', en: 'Not the size that was ordered' } },
  { because: 'performance', words: { zh: '寿命远低于以往', en: 'Wears out much sooner than before' } },
];
interface Returned {
  readonly because: 'defect' | 'damage' | 'specification' | 'performance';
  readonly words: Text;
}
