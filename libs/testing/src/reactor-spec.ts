import { compileReactor, deadlineOf, type Remembered } from '@dossier/engine';
import {
  type AnyCommandDef,
  type AnyReactorDef,
  type EventIn,
  type Events,
  initialPolicies,
  type Instant,
  type Policies,
  type Reaction,
  type ReactorDef,
} from '@dossier/kernel';
import { mustBeAdmitted } from './decision-spec';
import { documents } from './projection-spec';
import { type Happened, happened, type Told } from './told';

interface Reacting<C extends object> {
  /** Every event is delivered again. */
  twice(): Reacting<C>;
  /** By these policies; left out: every one as its context brings it. */
  under(policies: Policies): Reacting<C>;
  /** From `dueAt` on this command is sent, for this one document. */
  then(dueAt: Instant, command: C, occurredAt?: Instant, backfill?: true): void;
  thenNothing(): void;
}

/** `reactorSpec(escalateOverdue).given(filed).then(due, { complaintId: 'K-1' })` */
export const reactorSpec = <D extends object, Es extends Events, C extends object>(
  def: ReactorDef<D, Es, C>,
): { given(...events: readonly Told<EventIn<Es>>[]): Reacting<C> } => ({
  given: (...events) => reacting(def, happened(events, def.from)),
});

function reacting<C extends object>(
  def: AnyReactorDef,
  delivered: readonly Happened[],
  policies = initialPolicies,
): Reacting<C> {
  const fold = compileReactor(def);
  const wanted = (): readonly ({ readonly dueAt: Instant } & Reaction)[] =>
    [...documents(fold, delivered)].flatMap(([key, memory]) => {
      const { doc } = memory as Remembered;
      const due = deadlineOf(def, memory as Remembered, policies);
      if (due === null) return [];
      const reaction = def.react(doc, key, policies) as Reaction;
      mustBeAdmitted(def.sends as AnyCommandDef, reaction.command);
      return [{ dueAt: due, ...reaction }];
    });
  return {
    twice: () => reacting(def, [...delivered.flatMap((event) => [event, event]), ...delivered], policies),
    under: (others) => reacting(def, delivered, others),
    then: (dueAt, command, occurredAt, backfill) =>
      expect(wanted()).toEqual([
        { dueAt, command, ...(occurredAt !== undefined && { occurredAt }), ...(backfill && { backfill }) },
      ]),
    thenNothing: () => expect(wanted()).toEqual([]),
  };
}
