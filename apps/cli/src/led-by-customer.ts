import { isObject, isSealed } from './table';

/**
 * The rows as a person reads them: each led by the name of its customer, else, also where that is kept from the reader, by the
 * external id by which people know it.
 * Beside it stands the id, the same in every table and in CSV: all commands and URLs take it.
 */
export const ledByCustomer = (body: object): object =>
  'rows' in body ? { ...body, rows: (body.rows as readonly Row[]).map(leading) } : body;

interface Row {
  readonly customer?: string | null;
  readonly externalId?: string | null;
  readonly name?: unknown;
}
function leading(row: Row): object {
  if (typeof row.customer !== 'string') return row;
  const { name, externalId, ...rest } = row;
  return { name: isObject(name) && isSealed(name) ? (externalId ?? name) : (name ?? externalId), ...rest };
}
