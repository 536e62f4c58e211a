import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { RefusalKinds, Role, Text } from '@dossier/kernel';
import type { DayMeans } from '../instants';
import type { Schema } from '@dossier/rules';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description: Text;
  readonly schema: Schema;
  readonly required?: boolean;
  /** For an instant: a day is accepted too, and means its start, its end, or all of it. */
  readonly day?: DayMeans | 'within';
}

export interface AnswerDoc {
  readonly description: Text;
  /** Media type → schema. */
  readonly content?: Readonly<Record<string, Schema>>;
  readonly headers?: Readonly<Record<string, Text>>;
}

/** The documentation of a route. */
export interface Operation {
  readonly tag: string;
  readonly summary: Text;
  readonly description?: Text;
  readonly parameters?: readonly Parameter[];
  readonly body?: {
    readonly type: string;
    /** References go to `#/$defs/`. */
    readonly schema: Schema;
    readonly definitions?: ReadonlyMap<string, Schema>;
    readonly example?: unknown;
  };
  readonly answers: Readonly<Record<number, AnswerDoc>>;
  /** Statuses of its problems, beside those of its kind of route. */
  readonly problems?: readonly number[];
  /** Its refusals. */
  readonly refuses?: readonly RefusalKinds[];
}

/** What every route must declare; without it the start fails. */
export interface Served {
  /** Who, beside `admin`. `everyone` needs no key; `local` none from this machine, any key from elsewhere. */
  readonly by: readonly Role[] | 'everyone' | 'local';
  /** Name in the access log; left out: neither a command nor a read of personal data. */
  readonly audit?: { readonly kind: 'command' | 'read'; readonly action: string };
  /** Media type of the body; left out: none. */
  readonly takes?: 'application/json' | 'application/x-ndjson' | 'application/x-www-form-urlencoded';
  readonly operation: Operation;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    served?: Served;
  }
}

/** Declares who may use a route, what it takes and its documentation. */
export const Serves = (served: Served): MethodDecorator => applyDecorators(RouteConfig({ served }));
