import {
  type AnyProjectionDef,
  type AnyQueryDef,
  type AnyShape,
  type Erased,
  kind,
  optional,
  orErased,
  orNull,
  type Part,
  type Parts,
  shape,
  type ShowsPersonal,
} from '@dossier/kernel';

/** What a question is answered with. */
export interface Answered {
  readonly shape?: AnyShape;
  readonly shows?: readonly ShowsPersonal[];
  /** The part of its rows that holds a customer; its name is put beside it. undefined: there is none. */
  readonly named?: string;
}
export type CustomerName = string | Erased | null;

const NAME = orNull(
  orErased(
    kind.text(
      { zh: '客户名称', en: 'Name of the customer' },
      { help: { zh: '现用名称；给出 knownAt 时为当时所知的名称', en: 'as of now; with knownAt as it was known then' } },
    ),
  ),
);

const partsOfRows = ({ shape: own }: AnyQueryDef): readonly (readonly [name: string, part: Part])[] => {
  const rows = own?.parts['rows'];
  return Object.entries(rows?.kind === 'rows' ? (rows.parts ?? {}) : {});
};
/** The part of the rows beside which a name is put; undefined: there is none, or they have a name of their own. */
export function customerPartOf(def: AnyQueryDef): string | undefined {
  const parts = partsOfRows(def);
  const [named] = parts.find(([, part]) => part.kind === 'customer') ?? [];
  return parts.some(([name]) => name === 'name') ? undefined : named;
}

/**
 * Puts customers' names into the rows of all reports and questions; their shape says which part is a customer. Without
 * it contexts would have to ask each other for names.
 * @param naming the read model of customers' names
 */
export function answered(def: AnyQueryDef, naming: AnyProjectionDef | undefined): Answered {
  const { shape: own, shows = [] } = def;
  const rows = own?.parts['rows'];
  const named = customerPartOf(def);
  if (!naming?.customerName || !own || !rows || named === undefined) return def;
  // a row without a customer has no name either
  const withName = Object.fromEntries(
    partsOfRows(def).flatMap((part) =>
      part[0] === named ? [part, ['name', part[1].optional ? optional(NAME) : NAME]] : [part],
    ),
  );
  const { title, help, unit } = rows;
  const more = { ...(help && { help }), ...(unit && { unit }) };
  return {
    shape: shape({ ...own.parts, rows: kind.rows(title, withName as Parts, more) }),
    shows: [...shows, { at: 'rows/*/name', of: naming.customerName.personal }],
    named,
  };
}

type Row = Readonly<Record<string, unknown>>;
interface Report {
  readonly rows: readonly Row[];
}

/** @param called names by customer id */
export async function withNames<R>(
  report: R,
  part: string,
  called: (customers: readonly string[]) => Promise<ReadonlyMap<string, CustomerName>>,
): Promise<R> {
  const { rows } = report as Report;
  const names = await called([...new Set(rows.map((row) => row[part]).filter((id) => typeof id === 'string'))]);
  const name = (row: Row): CustomerName => names.get(String(row[part])) ?? null;
  const named = (row: Row): Row =>
    Object.fromEntries(
      Object.entries(row).flatMap(([key, value]) =>
        key === part
          ? [
              [key, value],
              ['name', name(row)],
            ]
          : [[key, value]],
      ),
    );
  return { ...report, rows: rows.map(named) };
}
