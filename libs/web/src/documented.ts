import type { Registry } from '@dossier/engine';
import { type AnyPolicyDef, type AnyQueryDef, type Class, closedObject, TEXT_SCHEMA } from '@dossier/kernel';
import { inlineSchema, published, type Schema } from '@dossier/rules';
import { bulkRoute } from './commands/bulk.http';
import type { Edge } from './edge/edge';
import type { Route } from './edge/route-book';
import { CLOUD_EVENT, eventDefinitions, LEFT_OUT_SCHEMA, OR_LEFT_OUT, timelineItem, VALUE } from './events/event.docs';
import { PREFIX } from './prefix';
import { INSTANT, INTEGER, orNullSchema, pageOf, preceded, STRING, viewSchema } from './reads/read.docs';
import { reportName } from './reads/report-name';
import { reportAnswers, reportsOf } from './reads/reports.http';
import { queryParameters } from './reads/query.route';
import { REVISION } from './reads/revised';

/** By name of the section. */
const STALE: Schema = {
  type: 'object',
  additionalProperties: {
    anyOf: [
      closedObject({ reason: { const: 'parked' }, eventId: STRING, eventType: STRING, position: STRING }),
      closedObject({ reason: { const: 'rebuilding' }, position: STRING }),
    ],
  },
};

function customer360({ customer360: whole }: Registry): Schema {
  const { properties } = viewSchema(whole) as { readonly properties: Readonly<Record<string, Schema>> };
  return closedObject({ key: STRING, asOf: INSTANT, knownAt: INSTANT, ...properties, stale: STALE }, [
    'asOf',
    'knownAt',
    'stale',
  ]);
}

function why(registry: Registry): Schema {
  const after = { after: VALUE };
  const time = closedObject({ kind: { const: 'time' }, occurredAt: INSTANT, title: TEXT_SCHEMA, ...after });
  return {
    ...closedObject({
      customer: STRING,
      figure: STRING,
      value: VALUE,
      formula: TEXT_SCHEMA,
      policies: {
        type: 'array',
        items: closedObject({ name: STRING, version: INTEGER, event: { anyOf: [timelineItem(), { type: 'null' }] } }),
      },
      before: VALUE,
      earlier: INTEGER,
      events: {
        type: 'array',
        items: { anyOf: [timelineItem(OR_LEFT_OUT, { kind: { const: 'event' }, ...after }), time] },
      },
      next: orNullSchema(STRING),
    }),
    $defs: eventDefinitions(registry),
  };
}

function policy({ policies }: Registry): Schema {
  const document: Schema = { $ref: '#/$defs/PolicyDocument' };
  const said: Schema = { anyOf: [document, LEFT_OUT_SCHEMA] };
  const published_ = {
    version: INTEGER,
    effectiveFrom: INSTANT,
    recordedAt: INSTANT,
    approvedBy: STRING,
    document: said,
  };
  return {
    ...closedObject({
      name: STRING,
      title: TEXT_SCHEMA,
      version: { ...INTEGER, description: '0: what the software brings. · 0 为软件自带。' },
      effectiveFrom: orNullSchema(INSTANT),
      approvedBy: orNullSchema(STRING),
      document,
      versions: { type: 'array', items: closedObject(published_) },
    }),
    $defs: { PolicyDocument: { anyOf: [...policies.values()].map(documentSchema) } },
  };
}
const documentSchema = ({ document, name }: AnyPolicyDef): Schema => ({
  title: name,
  ...(published(inlineSchema(document as Class<object>)) as Schema),
});

const page = ({ $defs, ...item }: Schema): Schema => ({ ...pageOf(item), ...($defs !== undefined && { $defs }) });

/** Answers that depend on the served contexts, by path. */
const ANSWERS: Readonly<Record<string, (registry: Registry) => Schema>> = {
  '/customers/:customer/360': customer360,
  '/customers/:customer/360/why': why,
  '/customers/:customer/timeline': (registry) => page({ ...timelineItem(), $defs: eventDefinitions(registry) }),
  '/events': (registry) => page({ ...CLOUD_EVENT, $defs: eventDefinitions(registry) }),
  '/policies': (registry) => page(policy(registry)),
  '/policies/:name': (registry) => preceded({ revision: REVISION }, policy(registry)),
};

/** All routes for the documentation: one for each report, and answers with the parts of all contexts. */
export const documentedRoutes = (edge: Edge): readonly Route[] =>
  edge.routes.routes.flatMap((route) => {
    if (route.url.endsWith('/reports/:name'))
      return reportsOf(edge).map((def) => reportRoute(route, def, edge.engine.registry));
    if (route.url.endsWith('/bulk')) return bulkRoute(route, edge);
    const path = route.url.replace(`/${PREFIX}/`, '');
    const asked = [...edge.engine.registry.queries.values()].find((def) => def.route?.path === path);
    if (asked) return answering(route, viewSchema(edge.engine.registry.answerOf(asked)));
    const of = route.method === 'GET' ? ANSWERS[`/${path}`] : undefined;
    return of ? answering(route, of(edge.engine.registry)) : route;
  });

function answering(route: Route, schema: Schema): Route {
  const { operation } = route.served;
  const { 200: usual, ...others } = operation.answers;
  if (usual === undefined) throw new Error(`${route.url} has no usual answer`);
  const answers = { ...others, 200: { ...usual, content: { ...usual.content, 'application/json': schema } } };
  return { ...route, served: { ...route.served, operation: { ...operation, answers } } };
}

function reportRoute(any: Route, def: AnyQueryDef, registry: Registry): Route {
  const { operation } = any.served;
  const parameters = queryParameters(def, []);
  const answers = reportAnswers(viewSchema(registry.answerOf(def)));
  return {
    ...any,
    url: any.url.replace(':name', reportName(def)),
    served: { ...any.served, by: def.by, operation: { ...operation, summary: def.title, parameters, answers } },
  };
}
