import type { AnyCommandDef } from './command';
import type { Class, Events } from './event';
import type { AnyPolicyDef } from './policy';
import type { AnyProjectionDef, AnySectionDef, LinksDef } from './projection';
import type { AnyQueryDef } from './query';
import type { AnyReactorDef } from './reactor';
import type { Refusals } from './refusal';
import type { Text } from './text';

/** All that a bounded context brings. Its module file is the one place where slices are listed. */
export interface ContextDef {
  readonly name: string;
  readonly title: Text;
  readonly events: readonly Events[];
  readonly commands?: readonly AnyCommandDef[];
  readonly projections?: readonly AnyProjectionDef[];
  /** Its parts of `customer-360`. */
  readonly sections?: readonly AnySectionDef[];
  readonly reactors?: readonly AnyReactorDef[];
  readonly queries?: readonly AnyQueryDef[];
  readonly policies?: readonly AnyPolicyDef[];
  readonly refusals?: readonly Pick<Refusals<never>, 'kinds'>[];
  /** Which of its events link subjects. */
  readonly links?: readonly LinksDef[];
  /** Nest controllers of its slices. */
  readonly http?: readonly Class<object>[];
}
export const defineContext = (def: ContextDef): ContextDef => def;
