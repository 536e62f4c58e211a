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
  /** Of one that takes an instant: a day is taken as well, and means its start, its end, or all of it. */
  readonly day?: DayMeans | 'within';
}

export interface AnswerDoc {
  readonly description: Text;
  /** Media type → schema. */
  readonly content?: Readonly<Record<string, Schema>>;
  readonly headers?: Readonly<Record<string, Text>>;
}

/** What the documentation says of a route. */
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
  /** Statuses of problems that this route may answer, beside those of its kind. */
  readonly problems?: readonly number[];
  /** What its rules may refuse. */
  readonly refuses?: readonly RefusalKinds[];
}

/** What every route says of itself; one that does not is refused at the start. */
export interface Served {
  /**
   * Who, beside `admin`. `everyone` needs no key; `local` none from the machine itself, any from elsewhere.
   */
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

/** Says who may use a route, what it takes and what the documentation tells of it. */
export const Serves = (served: Served): MethodDecorator => applyDecorators(RouteConfig({ served }));
