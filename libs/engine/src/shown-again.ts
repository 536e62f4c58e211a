import { type AnySectionDef, type Instant, LAST_INSTANT, type Viewing } from '@dossier/kernel';

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
    last.set(state, { view, viewing, until: section.lapse?.(view, viewing)?.at ?? LAST_INSTANT });
    return view;
  };
}
