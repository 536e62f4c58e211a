/**
 * The rows as a person reads them: each led by the name of its customer, else by the external id by which people know it.
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
  return { name: name ?? externalId, ...rest };
}
