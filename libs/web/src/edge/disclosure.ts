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

/** Roles that see all personal data: they work with customers by name, or audit. */
const TRUSTED: readonly Role[] = ['admin', 'service', 'auditor', 'staff'];

type Data = Readonly<Record<string, unknown>>;

/** A field that cannot be opened (no key in the vault, broken seal) must not fail the fields beside it. */
function valueOf(data: Data, name: string): unknown {
  try {
    return data[name];
  } catch (error) {
    if (isOfTheEvent(error)) return UNREADABLE;
    throw error;
  }
}

/** Its text in the documentation. */
export const SEALED_FOR_ANALYSTS: Text = {
  zh: '个人信息对 admin、service、auditor、staff 以明文给出；analyst 看到 {"sealed":true}，除非政策 personal-data 开放该字段。',
  en: 'Personal data is in the clear for admin, service, auditor and staff; analysts see {"sealed":true} unless the policy personal-data opens the field.',
};

/** Names of all personal fields that a policy may show. */
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

/** Which personal data a reader may see. All output of the server passes here. */
export class Disclosure {
  /** Nothing personal is shown. */
  static readonly NOTHING = new Disclosure(() => false, false, false);

  private constructor(
    readonly opened: Opened,
    /** False: this reader sees nothing personal, so no read is recorded. */
    readonly any: boolean,
    private readonly all: boolean,
  ) {}

  /** By the policy in force now: it may change during a long answer. */
  static to({ role }: Pick<Principal, 'role'>, { views }: Pick<Engine, 'views'>): Disclosure {
    if (TRUSTED.includes(role)) return new Disclosure(() => true, true, true);
    const { document } = views.viewing().policies(personalData);
    const names = new Set(role === 'analyst' ? document.analyst : []);
    return new Disclosure((name) => names.has(name), names.size > 0, false);
  }

  /** The data of an event. Fields that stay sealed are not opened. */
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

  /** The value at a path of a view. */
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
