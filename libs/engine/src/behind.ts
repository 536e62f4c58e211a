import { isDeepStrictEqual } from 'node:util';
import {
  type AnySectionDef,
  earliest,
  type Figure,
  type Instant,
  type Lapse,
  latest,
  type Viewing,
} from '@dossier/kernel';
import type { Noted } from './past';

/** Where a figure moved, and its value from then on. */
export interface Move {
  /** How many events had been folded by then. */
  readonly taken: number;
  /** What moved it: an event, or the passing of time. */
  readonly by: { readonly event: Noted } | { readonly lapse: Lapse };
  readonly after: unknown;
  /** Of what time did: ids of the events that it rests on, as the purchase since which there was silence. */
  readonly restsOn?: readonly string[];
}

/**
 * Follows one value of a section through the life of a customer: before the first event, after each of them, and
 * whenever time alone changes it. The last move gives the value that is shown.
 */
export class Behind {
  /** The value before the first event. */
  readonly before: unknown;
  readonly moves: Move[] = [];
  private taken = 0;
  private view: object;
  private now: Instant;

  /** @param first when the first event happened; undefined: there is none */
  constructor(
    private readonly section: AnySectionDef,
    private readonly path: readonly string[],
    private readonly viewing: Viewing,
    first: Instant | undefined,
    private state: object = section.initial as object,
  ) {
    this.now = earliest(viewing.asOf, first ?? viewing.asOf);
    this.view = this.seen();
    this.before = this.value();
  }

  /** @param event the next one in the order in which things happened */
  see(event: Noted, state: object): void {
    // an event dated in the future is folded already, but time passes only until now
    this.pass(earliest(this.viewing.asOf, latest(this.now, event.occurredAt)));
    this.taken += 1;
    if (state === this.state) return;
    this.state = state;
    this.look({ event });
  }

  /** Lets time pass until the instant that is asked for. @returns the value that is shown; undefined: there is none */
  end(): unknown {
    this.pass(this.viewing.asOf);
    return at(this.seen(), this.path);
  }

  /** The value right after the n-th event, counted from 1. */
  afterEvent(n: number): unknown {
    const last = this.moves.findLast(({ taken, by }) => taken < n || (taken === n && 'event' in by));
    return last ? last.after : this.before;
  }

  /** A missing value is null: a change from missing to null is no move. */
  private value(): unknown {
    return at(this.view, this.path) ?? null;
  }

  private pass(until: Instant): void {
    for (let lapse; (lapse = this.lapse()) && lapse.at > this.now && lapse.at <= until;) {
      this.now = lapse.at;
      this.look({ lapse });
    }
    this.now = until;
  }

  private lapse(): Lapse | null {
    return this.section.lapse?.(this.view, this.then()) ?? null;
  }

  private look(by: Move['by']): void {
    this.view = this.seen();
    const after = this.value();
    const last = this.moves.at(-1);
    if (isDeepStrictEqual(after, last ? last.after : this.before)) return;
    this.moves.push({ taken: this.taken, by, after, ...('lapse' in by && { restsOn: this.evidence() }) });
  }

  private seen(): object {
    return this.section.view(this.state, this.then()) as object;
  }

  /** What the value rests on now, though it may not have moved it. */
  private evidence(): readonly string[] {
    const [name = '', ...inside] = this.path;
    const figure = (this.section.figures as Readonly<Record<string, Figure>>)[name];
    return figure?.evidence?.(this.state, this.then(), inside) ?? [];
  }

  private then(): Viewing {
    return { ...this.viewing, asOf: this.now };
  }
}

/** The value at a JSON pointer, given as its tokens. */
export const at = (value: unknown, tokens: readonly string[]): unknown =>
  tokens.reduce<unknown>(
    (inner, token) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, token)
        ? (inner as Record<string, unknown>)[token]
        : undefined,
    value,
  );
