import { type Class, type CommandRoute, type ContextDef, READERS } from '@dossier/kernel';
import type { Registry } from '@dossier/engine';
import { commandRoute } from './commands/command.route';
import { queryRoutes } from './reads/query.route';
import { printRoute } from './reads/print.route';
import { listRoute, readRoute } from './reads/read.route';

/** The list of customers with all sections, which no context could serve alone. */
export const portfolioRoute = ({ customer360 }: Registry): Class<object> =>
  listRoute(customer360, {
    path: 'portfolio',
    summary: {
      zh: '全部客户的 360° 视图，可按任一上下文的字段筛选和排序',
      en: '360° views of all customers, filtered and sorted by the fields of any context',
    },
    by: READERS,
  });

/** Nest controllers of the routes that a context's slices declare. */
export const routesOf = ({ commands, projections, queries }: ContextDef): readonly Class<object>[] => [
  ...commands.flatMap((def) => (def.route ? [commandRoute(def, def.route as CommandRoute)] : [])),
  ...projections.flatMap((def) =>
    (def.routes ?? []).flatMap((route) => [
      readRoute(def, route),
      ...(route.one?.prints ?? []).map((form) => printRoute(def, route, form)),
    ]),
  ),
  ...queries.flatMap((def) => (def.route ? queryRoutes(def, def.route) : [])),
];
