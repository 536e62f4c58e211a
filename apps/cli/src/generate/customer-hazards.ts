import type { Text } from '@dossier/kernel';
import { CustomerDiary } from './diary';
import { type Hazard, hazards } from './hazards';
import { STAFF } from './staff';

/** Of so many deliveries of what is dangerous one comes with a notice. */
const ONE_OF = 40;
/** Workdays in which it is acknowledged, and by which it is too late. */
const IN_TIME = { danger: 1, warning: 4, caution: 8 } as const;
const LATE = { danger: 5, warning: 8, caution: 14 } as const;
/** Who takes it, at the customer. */
const READER: Text = { zh: '设备主管', en: 'head of maintenance' };

/** What one customer is told of the hazards of what it bought: most is acknowledged in time, some late, some never. */
export class CustomerHazards extends CustomerDiary {
  delivered(lines: readonly { readonly sku: string }[], at: number): void {
    if (this.dice.whole(1, ONE_OF) > 1) return;
    const skus = lines.map(({ sku }) => sku);
    const hazard = hazards.find((each) => each.skus.some((sku) => skus.includes(sku)));
    if (hazard === undefined) return;
    this.later(at, 0, 2, (then) => this.answer(this.give(hazard, skus, then), hazard, then));
  }

  /** @returns the id of the notice */
  give({ skus, severity, ...words }: Hazard, bought: readonly string[], at: number): string {
    const { dice, said } = this;
    const number = this.books.next('notices');
    const noticeId = `${this.books.prefix}-h${number}`;
    this.tell('service.GiveHazardNotice', at, 1, {
      ...{ noticeId, customerId: this.customerId, product: bought.find((sku) => skus.includes(sku)), severity },
      channel: dice.pick(['delivery', 'visit', 'training', 'letter']),
      ...{
        givenBy: dice.pick([STAFF.pneumatics, STAFF.electrics, STAFF.first]),
        hazard: said(words.hazard),
        responsibility: said(words.responsibility),
      },
      ...{ recipient: said(READER), document: `HN-${number}`, department: 'technical-support' },
    });
    return noticeId;
  }

  private answer(noticeId: string, { severity }: Hazard, at: number): void {
    const { dice } = this;
    const fate = dice.whole(1, 100);
    if (fate <= 8) return; // never
    const [from, to] = fate <= 20 ? [LATE[severity], LATE[severity] + 8] : [0, IN_TIME[severity]];
    this.later(at, from, to, (then) =>
      this.tell('service.AcknowledgeHazardNotice', then, 1, {
        ...{ noticeId, acknowledgedBy: this.said(READER), method: dice.pick(['signature', 'mail', 'call']) },
        department: 'technical-support',
      }),
    );
  }
}
