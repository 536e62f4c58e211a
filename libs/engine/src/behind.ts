import type { Decoded } from '@dossier/event-store';
import { canonicalJson } from '@dossier/kernel';

/** An event that moved a figure, and the figure after it. */
export interface Move {
  readonly event: Decoded;
  readonly after: unknown;
}

/** Follows one value inside a figure from event to event. */
class Followed {
  readonly moves: Move[] = [];
  private before: string;
  constructor(
    private readonly inside: readonly string[],
    figure: unknown,
  ) {
    this.before = textOf(at(figure, inside));
  }

  see(event: Decoded, figure: unknown): void {
    const after = at(figure, this.inside);
    const text = textOf(after);
    if (text === this.before) return;
    this.before = text;
    this.moves.push({ event, after });
  }
}

/**
 * The events behind a value inside a figure. What moved by time alone (a stage that was left in silence) has behind it
 * what moved the smallest part of the figure that it belongs to.
 */
export class Behind {
  /** From the value itself to the whole figure. */
  private readonly parts: readonly Followed[];

  /** @param figure before the first event */
  constructor(inside: readonly string[], figure: unknown) {
    this.parts = Array.from(
      { length: inside.length + 1 },
      (_, depth) => new Followed(inside.slice(0, inside.length - depth), figure),
    );
  }

  see(event: Decoded, figure: unknown): void {
    for (const part of this.parts) {
      part.see(event, figure);
      if (part.moves.length > 0) return; // nobody will ask what moved the larger ones
    }
  }

  get moves(): readonly Move[] {
    return this.parts.find(({ moves }) => moves.length > 0)?.moves ?? [];
  }
}

const textOf = (value: unknown): string => canonicalJson(value ?? null);

/** What reference tokens of a JSON pointer point at. */
export const at = (value: unknown, tokens: readonly string[]): unknown =>
  tokens.reduce<unknown>(
    (inner, token) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, token)
        ? (inner as Record<string, unknown>)[token]
        : undefined,
    value,
  );
