import type { Socket } from 'node:net';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Class } from '@dossier/kernel';
import { handlersOf, OneHandlerEach } from './commands/buses';
import { CatalogueHttp } from './catalogue/catalogue.http';
import { BulkHttp } from './commands/bulk.http';
import { CommandDoor } from './commands/command-door';
import { installBodies } from './edge/body';
import { Draining } from './edge/draining';
import { Edge } from './edge/edge';
import { setCommonHeaders, installGate } from './edge/gate';
import { NestLog } from './edge/log';
import { LARGEST_BODY } from './edge/problem';
import { answerNoRequest, ProblemFilter } from './edge/problem.filter';
import { EventsHttp } from './events/events.http';
import { SchemasHttp } from './events/schemas.http';
import { AuditHttp } from './operator/audit.http';
import { HealthHttp } from './operator/health.http';
import { KeysHttp } from './operator/keys.http';
import { OperationsHttp } from './operator/operations.http';
import { PoliciesHttp } from './operator/policies.http';
import { PREFIX } from './prefix';
import { readHandlers } from './reads/asked';
import { CustomersHttp } from './reads/customers.http';
import { QueryDoor } from './reads/query.route';
import { ReadDoor } from './reads/read-door';
import { ReportsHttp } from './reads/reports.http';
import { portfolioRoute, routesOf } from './routes-of';

/** Routes outside the prefix. */
const OUTSIDE = ['/', 'health/live', 'health/ready', 'metrics', 'openapi.json', 'sign-in'];
/** A reference may be a source and an id, 129 characters; a stream name adds the category. */
const LONGEST_PARAMETER = 256;

@Module({})
class WebModule {
  static of(edge: Edge, controllers: readonly Class<object>[], providers: readonly Provider[]): DynamicModule {
    return {
      module: WebModule,
      imports: [CqrsModule.forRoot()],
      controllers: [
        ...edge.engine.registry.contexts.flatMap(routesOf),
        portfolioRoute(edge.engine.registry),
        PoliciesHttp,
        CustomersHttp,
        ReportsHttp,
        CatalogueHttp,
        EventsHttp,
        SchemasHttp,
        BulkHttp,
        KeysHttp,
        OperationsHttp,
        AuditHttp,
        HealthHttp,
        ...controllers,
      ] as (new () => object)[],
      providers: [
        { provide: Edge, useValue: edge },
        { provide: Draining, useValue: edge.draining },
        CommandDoor,
        ReadDoor,
        QueryDoor,
        OneHandlerEach,
        ...handlersOf(edge.engine),
        ...readHandlers(edge.engine),
        ...providers,
      ],
    };
  }
}

/**
 * The HTTP server over a running engine, not yet listening.
 * @param controllers beside the built-in ones and those of the contexts
 * @throws Error for a route that does not say who may use it, and for a command or query with two handlers
 */
export async function createWebApp(
  edge: Edge,
  controllers: readonly Class<object>[] = [],
  providers: readonly Provider[] = [],
): Promise<NestFastifyApplication> {
  const { log, language, routes, refusals, rarely, metrics, draining } = edge;
  const filter = new ProblemFilter({
    ...{ routes, refusals, log, rarely, metrics, draining },
    zone: () => edge.engine.zone.name,
  });
  const adapter = new FastifyAdapter({
    logger: false,
    genReqId: edge.newId,
    bodyLimit: LARGEST_BODY,
    exposeHeadRoutes: false,
    return503OnClosing: false, // the gate answers with a problem
    http: { connectionsCheckingInterval: Math.min(1_000, edge.limits.headersMs) },
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    clientErrorHandler: (error: { readonly code: string }, socket: Socket) => {
      if (edge.connections.isFree(socket)) answerNoRequest(error, socket, language);
      else edge.connections.endBehindAnswers(socket);
    },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      setCommonHeaders(request, reply, language);
      filter.answer(error, request, reply);
    },
  });
  const fastify = adapter.getInstance();
  installBodies(fastify);
  installGate(fastify, edge);
  const app = await NestFactory.create<NestFastifyApplication>(WebModule.of(edge, controllers, providers), adapter, {
    logger: new NestLog(log),
    bodyParser: false,
    abortOnError: false,
  });
  app.setGlobalPrefix(PREFIX, { exclude: OUTSIDE });
  app.useGlobalFilters(filter);
  return app;
}
