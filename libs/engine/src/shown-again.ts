import {
  type AnySectionDef,
  earliest,
  type Instant,
  isDay,
  LAST_INSTANT,
  startOfDay,
  type Viewing,
} from '@dossier/kernel';

/** What was shown of a state, and when it changes by time alone. */
interface Shown {
  readonly view: object;
  readonly viewing: Viewing;
  readonly until: Instant;
}
const holds = ({ viewing, until }: Shown, { asOf, policies, zone }: Viewing): boolean =>
  viewing.policies === policies && viewing.zone === zone && viewing.asOf <= asOf && asOf < until;

/** Shows a section. Of the same state it is the same view until time alone changes it or another policy comes into force. */
export function shownAgain(section: AnySectionDef): (state: object, viewing: Viewing) => object {
  const last = new WeakMap<object, Shown>();
  return (state, viewing) => {
    const shown = last.get(state);
    if (shown && holds(shown, viewing)) return shown.view;
    const view = section.view(state, viewing) as object;
    const lapse = section.lapse?.(view, viewing)?.at ?? LAST_INSTANT;
    last.set(state, { view, viewing, until: earliest(firstAhead(state, viewing), lapse) });
    return view;
  };
}

/** An instant, a day or a month. */
const TIME = /^\d{4}-\d\d(?:-\d\d(?:T\d\d:\d\d:\d\d\.\d{3}Z)?)?$/;

/**
 * When the first time comes that a state tells of: it may have taken an event that is dated ahead of the clock, as one of a
 * till, or of another server, which it is to show once that has come.
 */
function firstAhead(state: unknown, viewing: Viewing): Instant | null {
  let first: Instant | null = null;
  const look = (value: unknown): void => {
    if (typeof value === 'string') {
      for (const at of startsOf(value, viewing)) if (at > viewing.asOf) first = earliest(first, at);
    } else if (Array.isArray(value)) value.forEach(look);
    else if (typeof value === 'object' && value !== null)
      for (const [name, part] of Object.entries(value)) {
        look(name);
        look(part);
      }
  };
  look(state);
  return first;
}

/** Characters of one. */
const MONTH = 7;

/** Months are those of UTC (ADR 18), or begin with a day. */
function startsOf(text: string, { asOf, zone }: Viewing): readonly Instant[] {
  // mostly it is none, or long past
  if (text[4] !== '-' || text.slice(0, MONTH) < asOf.slice(0, MONTH) || !TIME.test(text)) return [];
  if (text.length === asOf.length) return [text];
  const day = text.length === MONTH ? `${text}-01` : text;
  return isDay(day) ? [`${day}T00:00:00.000Z`, startOfDay(day, zone)] : []; // the number of an invoice looks like one
}
