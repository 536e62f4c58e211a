/**
 * The rows as a person reads them: each led by the name of its customer. Beside it stands the external id where there is
 * one, else the id: `replay` takes either.
 */
export const ledByCustomer = (body: object): object =>
  'rows' in body ? { ...body, rows: (body.rows as readonly Row[]).map(leading) } : body;

interface Row {
  readonly customer?: string | null;
  readonly externalId?: string | null;
  readonly name?: unknown;
}
function leading({ externalId, ...row }: Row): object {
  if (typeof row.customer !== 'string') return row;
  return { name: row.name, ...row, customer: externalId ?? row.customer };
}
