import type { Evolve, Instant } from '@dossier/kernel';
import type { AttributeName } from './attributes';
import { FactAsserted, FactWithdrawn } from './customer.events';
import { ownValue, UNNAMED } from './department';
import { type Said, statementOf, withStatement } from './said';

/** What a department said of an attribute that is not sealed. */
export interface OpenFact extends Said {
  readonly eventId: string;
}
/** All that departments said of some attributes of a customer, each in order of time: the same in any order of events. */
export type OpenFacts<K extends AttributeName> = Readonly<
  Record<K, Readonly<Record<string, readonly [OpenFact, ...OpenFact[]]>>>
>;
export const openFactEvents = { FactAsserted, FactWithdrawn };

/** Keeps what is said of some attributes; facts of others change nothing. */
export const keepOpenFacts = <K extends AttributeName, S extends OpenFacts<K>>(
  ...kept: readonly K[]
): Evolve<S, typeof openFactEvents> => {
  const said = (
    state: S,
    told: Pick<Said, 'value' | 'standard'> & { readonly attribute: string },
    at: Parameters<typeof statementOf>[1] & { readonly id: string; readonly department?: string | null },
  ): S => {
    const attribute = kept.find((each) => each === told.attribute);
    if (attribute === undefined) return state;
    const department = at.department ?? UNNAMED;
    const { value, standard } = told;
    const statement: OpenFact = { ...statementOf({ value, standard }, at), eventId: at.id };
    const all = state[attribute];
    const known = ownValue(all, department) ?? [];
    return { ...state, [attribute]: { ...all, [department]: withStatement(known, statement) } };
  };
  return {
    FactAsserted: (state, data, at) => said(state, data, at),
    FactWithdrawn: (state, { attribute }, at) => said(state, { attribute, value: null, standard: true }, at),
  };
};

/** A share that a department tells, until it tells another. */
export interface ToldShare {
  readonly department: string;
  readonly from: Instant;
  /** null: it lasts. */
  readonly until: Instant | null;
  /** Hundredths of a per cent; null: it tells none any more. */
  readonly share: number | null;
  readonly eventId: string;
}

const hundredths = ({ value, standard }: OpenFact): number | null =>
  typeof value === 'string' && standard ? Math.round(Number(value) * 100) : null;

/** Shares of wallet of each department, in order of time. */
export const sharesOfWallet = ({ shareOfWallet }: OpenFacts<'shareOfWallet'>): readonly (readonly ToldShare[])[] =>
  Object.entries(shareOfWallet).map(([department, all]) =>
    all.map((one, index) => ({
      ...{ department, from: one.since, until: all[index + 1]?.since ?? null },
      ...{ share: hundredths(one), eventId: one.eventId },
    })),
  );
