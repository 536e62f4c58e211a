import type { AnyCommandDef } from './command';
import type { AnyEventDef, Events } from './event';
import type { AnyPolicyDef } from './policy';
import type { AnyLinksDef, AnyProjectionDef, AnyReadModelDef, AnySectionDef } from './projection';
import type { AnyQueryDef } from './query';
import type { AnyReactorDef } from './reactor';
import type { RefusalKind } from './refusal';
import type { Text } from './text';

export type AnySlice = AnyCommandDef | AnyReadModelDef | AnyReactorDef | AnyQueryDef | AnyPolicyDef | AnyLinksDef;
type Kind = AnySlice['kind'];
type OfKind<K extends Kind> = Extract<AnySlice, { readonly kind: K }>;

interface ContextParts {
  readonly name: string;
  readonly title: Text;
  /** Earlier context names under which its events, commands and refusals were published: they stay valid forever. */
  readonly formerly?: readonly string[];
  /** In the order in which they are shown. */
  readonly slices: readonly AnySlice[];
}

/** A bounded context. Its module file lists the slices; all else is derived from them. */
export interface ContextDef extends ContextParts {
  /** Its own events: those under its name that its commands write, or that link subjects. */
  readonly events: readonly AnyEventDef[];
  /** Events that its slices handle, also those of other contexts. */
  readonly takes: readonly AnyEventDef[];
  /** Without those that are only steps of others. */
  readonly commands: readonly AnyCommandDef[];
  readonly projections: readonly AnyProjectionDef[];
  /** Its parts of `customer-360`. */
  readonly sections: readonly AnySectionDef[];
  readonly reactors: readonly AnyReactorDef[];
  readonly queries: readonly AnyQueryDef[];
  readonly policies: readonly AnyPolicyDef[];
  /** Which of its events link subjects. */
  readonly links: readonly AnyLinksDef[];
  /** Refusals that its slices declare, by code; helpers of other contexts may use their own codes. */
  readonly refusals: readonly (readonly [code: string, kind: RefusalKind])[];
}

export const defineContext = (parts: ContextParts): ContextDef => {
  const of = <K extends Kind>(kind: K): readonly OfKind<K>[] =>
    parts.slices.filter((slice): slice is OfKind<K> => slice.kind === kind);
  const written = parts.slices.flatMap(writtenBy).filter(({ type }) => isNamedBy(parts, type));
  return {
    ...parts,
    events: [...new Set(written)],
    takes: [...new Set(parts.slices.flatMap(takenBy))],
    commands: of('command').filter(({ onlyStep }) => onlyStep !== true),
    projections: of('projection'),
    sections: of('section'),
    reactors: of('reactor'),
    queries: of('query'),
    policies: of('policy'),
    links: of('links'),
    refusals: [...of('command'), ...of('query')].flatMap(({ refuses = [] }) =>
      refuses.flatMap(Object.entries<RefusalKind>),
    ),
  };
};

function writtenBy(slice: AnySlice): readonly AnyEventDef[] {
  if (slice.kind === 'links') return [slice.event];
  return slice.kind === 'command' ? eventsIn((slice as { readonly on: Folding }).on) : [];
}

function takenBy(slice: AnySlice): readonly AnyEventDef[] {
  switch (slice.kind) {
    case 'projection':
    case 'section':
    case 'reactor':
      return eventsIn(slice as Folding);
    default:
      return writtenBy(slice);
  }
}

interface Folding {
  readonly from: Events;
}
const eventsIn = ({ from }: Folding): readonly AnyEventDef[] => Object.values(from);

/** Whether a context published something under this name: `sales.PlaceOrder`, `sales/unknown-order`. */
export const isNamedBy = ({ name, formerly = [] }: ContextParts, published: string): boolean =>
  [name, ...formerly].some((each) => published.startsWith(`${each}.`) || published.startsWith(`${each}/`));
