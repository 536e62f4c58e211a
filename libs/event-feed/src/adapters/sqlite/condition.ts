import { departmentNames } from '@dossier/kernel';
import type { Selection } from '../../log-reader.port';

/** A further condition over the events `e`, with its bound values. */
export interface Condition {
  /** Begins with ` AND `; empty: no condition. */
  readonly sql: string;
  readonly values: readonly string[];
}

/**
 * Types and departments of a selection as SQL. The lists are bound as JSON, so that the text, and with it the prepared
 * statement, is the same however long they are.
 */
export function condition({ types, departments }: Selection): Condition {
  const sql: string[] = [];
  const values: string[] = [];
  if (types !== undefined) {
    sql.push(
      `(e.type IN (SELECT value FROM json_each(?)) OR substr(e.type, 1, instr(e.type, '.')) IN (SELECT value FROM json_each(?)))`,
    );
    const contexts = types.filter((type) => type.endsWith('.*')).map((type) => type.slice(0, -1));
    values.push(JSON.stringify(types), JSON.stringify(contexts));
  }
  if (departments !== undefined) {
    sql.push(
      '(e.department IN (SELECT value FROM json_each(?)) OR lower(trim(e.department)) IN (SELECT value FROM json_each(?)))',
    );
    values.push(JSON.stringify(departments), JSON.stringify(departments.flatMap(departmentNames)));
  }
  return { sql: sql.map((each) => ` AND ${each}`).join(''), values };
}
