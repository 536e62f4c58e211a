import type { AnyQueryDef } from '@dossier/kernel';

type Named = Pick<AnyQueryDef, 'name'>;

const PREFIX = 'report.';
/** Queries of these names are served under `/reports`. */
export const isReport = ({ name }: Named): boolean => name.startsWith(PREFIX);
/** The name of a report there; for other queries their own. */
export const reportName = (query: Named): string => (isReport(query) ? query.name.slice(PREFIX.length) : query.name);
export const queryOfReport = (name: string): string => PREFIX + name;
