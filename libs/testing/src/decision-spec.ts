import { commandRefusal } from '@dossier/engine';
import {
  type AnyCommandDef,
  type Class,
  type CommandDef,
  type Decision,
  type EventIn,
  type EventOf,
  type Events,
  initialPolicies,
  meaningOf,
  ownSubject,
  Refusal,
  streamOf,
} from '@dossier/kernel';
import { compileRules, type Rules } from '@dossier/rules';
import { definitionOf, fold, frozen, handlers, happened, keeps, type Step, type Told } from './told';

interface Decided<Es extends Events> {
  /** The events that are decided, in order, or the code of the refusal. */
  then(...expected: readonly EventIn<Es>[]): void;
  then(refusal: string, details?: Readonly<Record<string, unknown>>): void;
  thenNothing(): void;
}
interface Decider<C, Es extends Events, N extends object> {
  when(command: C, context?: Partial<Decision<N>>): Decided<Es>;
}

/** `decisionSpec(placeOrder).given(…).when({…}).then(OrderPlaced({…}))` or `.then('sales/too-late')`. */
export const decisionSpec = <C extends object, S, Es extends Events, N extends object>(
  def: CommandDef<C, S, Es, N>,
): Decider<C, Es, N> & { given(...events: readonly Told<EventIn<Es>>[]): Decider<C, Es, N> } => {
  const given = (...events: readonly Told<EventIn<Es>>[]): Decider<C, Es, N> => ({
    when: (command, context) => {
      const outcome = decided(def, events, command, context);
      return {
        then: (...expected: readonly unknown[]) => {
          if (typeof expected[0] !== 'string') {
            expect(outcome).toEqual(expected);
            return;
          }
          expect(outcome).toBeInstanceOf(Refusal);
          expect((outcome as Refusal).code).toBe(expected[0]);
          if (expected[1] !== undefined) expect((outcome as Refusal).details).toEqual(expected[1]);
        },
        thenNothing: () => expect(outcome).toEqual([]),
      };
    },
  });
  return { given, when: (command, context) => given().when(command, context) };
};

function decided(
  def: AnyCommandDef,
  given: readonly Told<EventOf>[],
  command: object,
  context: Partial<Decision> = {},
): readonly EventOf[] | Refusal {
  const now = context.now ?? '2026-06-30T08:00:00.000Z';
  const decision: Decision = {
    needed: {},
    backfill: false,
    now,
    occurredAt: now,
    actor: 'key-test',
    department: null,
    businessLine: null,
    policies: initialPolicies,
    ...context,
  };
  if (def.department === 'required' && decision.department === null) return commandRefusal('department-missing');
  const id = def.id(command);
  const stream = streamOf(def.on, id);
  const about = def.subject === undefined ? id : (def.subject(command) ?? ownSubject(stream));
  const { from, evolve, initial } = def.on as { from: Events; evolve: Record<string, Step>; initial: unknown };
  const past = happened(given, from, stream, about);
  const creates = def.creates === true && !(def.historyAdds && decision.backfill);
  const state = creates ? frozen(initial) : fold(handlers(from, evolve), initial, past);
  try {
    const events = def.decide(frozen(command), state, frozen(decision)) as readonly EventOf[];
    mustBeAdmitted(def, command);
    for (const event of events) definitionOf(event, from);
    if (!creates || past.length === 0) return events;
    const same = events.every(({ data, occurredAt = decision.occurredAt }, index) => {
      const known = past[index];
      return known && meaningOf(def, data, occurredAt) === meaningOf(def, known.data, known.at.occurredAt);
    });
    return same ? [] : commandRefusal('exists', { stream });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const declared = (def.refuses ?? []).flatMap((kinds) => Object.keys(kinds));
    if (!declared.includes(error.code)) throw new Error(`${def.name} does not say that it refuses ${error.code}`);
    return error;
  }
}

/** What no door lets in proves nothing when it is decided. A command without rules comes by no door, but from code. */
export function mustBeAdmitted({ name, command: type }: AnyCommandDef, command: object): void {
  const rules = rulesOf(type as Class<object>);
  if (Object.keys(rules.schema['properties'] as object).length > 0) keeps(name, rules.check(structuredClone(command)));
}

const compiled = new WeakMap<Class<object>, Rules>();
function rulesOf(type: Class<object>): Rules {
  const rules = compiled.get(type) ?? compileRules(type);
  compiled.set(type, rules);
  return rules;
}
