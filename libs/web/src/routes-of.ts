import type { Class, CommandRoute, ContextDef } from '@dossier/kernel';
import { commandRoute } from './commands/command.route';
import { queryRoute } from './reads/query.route';
import { readRoute } from './reads/read.route';

/** Nest controllers of the routes that a context's slices declare. */
export const routesOf = ({ commands, projections, queries }: ContextDef): readonly Class<object>[] => [
  ...commands.flatMap((def) => (def.route ? [commandRoute(def, def.route as CommandRoute)] : [])),
  ...projections.flatMap((def) => (def.routes ?? []).map((route) => readRoute(def, route))),
  ...queries.flatMap((def) => (def.route ? [queryRoute(def, def.route)] : [])),
];
