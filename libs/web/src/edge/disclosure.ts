import { type Engine, isOfTheEvent, type Principal, type Registry, UNREADABLE } from '@dossier/engine';
import { personalData } from '@dossier/foundation';
import {
  type AnyEventDef,
  type Fields,
  isErased,
  type Opened,
  personalName,
  type Role,
  SEALED,
  sealedView,
  type ShowsPersonal,
  type Text,
} from '@dossier/kernel';

/** Who sees all personal data: those who work with customers by name, and who checks them. */
const TRUSTED: readonly Role[] = ['admin', 'service', 'auditor', 'staff'];

type Data = Readonly<Record<string, unknown>>;

/** A field that cannot be opened (the vault lacks its key, its seal is broken) spoils itself, and not what stands beside it. */
function valueOf(data: Data, name: string): unknown {
  try {
    return data[name];
  } catch (error) {
    if (isOfTheEvent(error)) return UNREADABLE;
    throw error;
  }
}

/** What the documentation says of it. */
export const SEALED_FOR_ANALYSTS: Text = {
  zh: '个人信息对 admin、service、auditor、staff 以明文给出；analyst 看到 {"sealed":true}，除非政策 personal-data 开放该字段。',
  en: 'Personal data is in the clear for admin, service, auditor and staff; analysts see {"sealed":true} unless the policy personal-data opens the field.',
};

/** Names of all personal fields that a policy may open. */
export function personalNames({ events, projections, sections, queries }: Registry): readonly string[] {
  const fixed = [...events.values()].flatMap(({ type, personal }) =>
    personal.filter(({ named }) => named === undefined).map((each) => personalName(type, each, {})),
  );
  const held = [...projections.values(), ...sections].flatMap(({ fields }) =>
    Object.values(fields as Fields<never>).flatMap(({ personal = [] }) => personal),
  );
  const shown = [...projections.values(), ...sections, ...queries.values()].flatMap(({ shows = [] }) =>
    shows.flatMap(({ of }) => (typeof of === 'function' ? [] : of)),
  );
  return [...new Set([...fixed, ...held, ...shown])].sort();
}

/** What a reader may see of personal data. Whatever leaves the server passes here. */
export class Disclosure {
  /** To nobody: all that is personal stays sealed. */
  static readonly NOTHING = new Disclosure(() => false, false, false);

  private constructor(
    readonly opened: Opened,
    /** False: nothing personal is given to this reader, so there is no read to record. */
    readonly any: boolean,
    private readonly all: boolean,
  ) {}

  /** As the policy in force says now: it may change while a long answer is under way. */
  static to({ role }: Pick<Principal, 'role'>, { views }: Pick<Engine, 'views'>): Disclosure {
    if (TRUSTED.includes(role)) return new Disclosure(() => true, true, true);
    const { document } = views.viewing().policies(personalData);
    const names = new Set(role === 'analyst' ? document.analyst : []);
    return new Disclosure((name) => names.has(name), names.size > 0, false);
  }

  /** The data of an event. What is sealed is not even opened. */
  event({ type, personal }: Pick<AnyEventDef, 'type' | 'personal'>, data: Data): Data {
    const sealed = new Set(
      personal.filter((each) => !this.opened(personalName(type, each, data))).map(({ field }) => field),
    );
    return Object.fromEntries(
      Object.keys(data).map((name) => {
        if (sealed.has(name)) return [name, SEALED];
        const value = valueOf(data, name);
        return [name, isErased(value) ? { erased: true } : value];
      }),
    );
  }

  view<V extends object>(view: V, shows: readonly ShowsPersonal[] | undefined): V {
    return this.all || shows === undefined ? view : sealedView(view, shows, this.opened);
  }

  /** A value of a view by the keys that lead to it. */
  value(value: unknown, keys: readonly string[], shows: readonly ShowsPersonal[] | undefined): unknown {
    const holder = keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
    let found: unknown = this.view(holder as object, shows);
    for (const key of keys) {
      found = (found as Data)[key];
      if (found === SEALED) return SEALED;
    }
    return found;
  }
}
