import { CustomerDiary, HOUR } from './diary';
import { type Grievance, grievances } from './grievances';

type Step = (
  command: string,
  at: number,
  data: object,
  of?: { readonly department?: string; readonly events?: number },
) => void;

type Next = (at: number) => void;

/** Its clock says whether it was in time. */
const WITH_VERDICT = { events: 2 };

/** Of so many deliveries one is complained of: a few a year over the company. */
const ONE_OF = 250;

/** What one customer complains of, and how that is handled, from its form to the answer of the customer. */
export class CustomerComplaints extends CustomerDiary {
  delivered(orderId: string, at: number): void {
    if (this.dice.whole(1, ONE_OF) > 1) return;
    this.later(at, 1, 10, (then) => {
      const complaintId = `${this.books.prefix}-k${this.books.next('complaints')}`;
      this.file(this.dice.pick(grievances), then, { complaintId, orderId });
    });
  }

  file(grievance: Grievance, at: number, of: { readonly complaintId: string; readonly orderId?: string }): void {
    const { dice, said } = this;
    const { severity, complaint, demand, waits, departments, finding, cause } = grievance;
    const step: Step = (command, then, data, { department = 'service', events = 1 } = {}) =>
      this.tell(`service.${command}`, then, events, { complaintId: of.complaintId, ...data, department });
    step('FileComplaint', at, {
      ...of,
      ...{ customerId: this.customerId, number: of.complaintId, severity, complaint: said(complaint) },
      ...(demand && { demand: said(demand) }),
    });
    /** One department after the other, then the cause. */
    const report = ([department, ...others]: readonly string[], from: number): void =>
      this.later(from, 1, 1, (then) => {
        if (department === undefined) {
          step('FindCause', then, { cause, explanation: said(finding), responsible: departments[0] });
          this.act(grievance, step, then);
          return;
        }
        step('ReportFinding', then, { finding: said(finding) }, { department });
        report(others, then);
      });
    const ask = (then: number): void => {
      step('InvestigateComplaint', then, { departments }, WITH_VERDICT);
      if (waits) this.wait(waits, step, then, (on) => report(departments, on));
      else report(departments, then);
    };
    if (severity === 'critical') this.note(at + HOUR, ask);
    else this.later(at, 0, dice.chance(15) ? 4 : 1, ask);
  }

  private wait({ for: what, days }: NonNullable<Grievance['waits']>, step: Step, at: number, then: Next): void {
    this.later(at, 0, 1, (paused) => {
      step('PauseComplaint', paused, { waitingFor: this.said(what) });
      this.later(paused, days, days, (resumed) => {
        step('ResumeComplaint', resumed, {});
        then(resumed);
      });
    });
  }

  /** Some actions turn out not to help, and others are taken. */
  private act(grievance: Grievance, step: Step, at: number): void {
    const { dice, said } = this;
    const { corrective, preventive, answer } = grievance;
    this.later(at, 1, 2, (acted) => {
      step('TakeAction', acted, { corrective: said(corrective), preventive: said(preventive) });
      this.later(acted, 2, 5, (checked) => {
        const effective = !dice.chance(15);
        step('VerifyAction', checked, { effective });
        if (effective)
          this.later(checked, 1, 2, (closed) =>
            step('CloseComplaint', closed, { answer: said(answer), satisfied: dice.chance(80) }, WITH_VERDICT),
          );
        else this.act(grievance, step, checked);
      });
    });
  }
}
