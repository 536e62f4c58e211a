import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { enumerated, type Language } from '@dossier/kernel';
import { bringsBody } from './brings-body';
import type { Draining } from './draining';
import type { CountedRefusals } from './counted-refusals';
import { type Log, logCutOff, logFailure } from './log';
import { explain, Problem, problemDocument } from './problem';
import type { ProblemCode } from './problems';
import { isClosed } from './when-closed';
import type { Rarely } from './rarely';
import type { Metrics } from './metrics';
import type { RouteBook } from './route-book';

/** The name of a request in problems, by which an operator finds it in the log. */
export const instanceOf = (requestId: string): string => `urn:dossier:request:${requestId}`;

/** Answers malformed HTTP on the socket: without a request the caller's language is unknown. */
export function answerNoRequest(error: { readonly code: string }, socket: Socket, language: Language): void {
  if (!socket.writable) {
    socket.destroy(error as unknown as Error);
    return;
  }
  const problem = new Problem(NO_REQUEST[error.code] ?? 'request/malformed');
  const document = problemDocument(explain(problem), language, 'urn:dossier:request:none');
  const body = JSON.stringify(document);
  socket.end(
    `HTTP/1.1 ${document.status} ${STATUS_CODES[document.status] ?? ''}\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
const NO_REQUEST: Readonly<Record<string, ProblemCode>> = {
  HPE_INVALID_URL: 'request/bad-url',
  HPE_HEADER_OVERFLOW: 'request/headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request/timeout',
};

/** Whether a stream of an answer ended only since its reader had gone before it began. */
const isLeft = (error: unknown, { raw }: FastifyReply): boolean =>
  isClosed(raw) && (error as { readonly code?: unknown } | null)?.code === 'ERR_STREAM_PREMATURE_CLOSE';

/** The parts that the filter needs. */
export interface FilterParts {
  readonly routes: RouteBook;
  readonly refusals: CountedRefusals;
  readonly log: Log;
  readonly rarely: Rarely;
  readonly metrics: Metrics;
  readonly draining: Draining;
  /** The company's, by which refusals tell times. */
  readonly zone: () => string;
}

/** Turns every error into problem details in the caller's language. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly parts: FilterParts) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const { log, rarely, metrics, draining, zone } = this.parts;
    if (draining.signal.aborted && isClosed(reply.raw)) {
      logCutOff(log, rarely); // the caller was cut off before, whatever the error
      return;
    }
    const explained = explain(
      isLeft(error, reply) ? new Problem('request/gone') : this.elsewhere(error, request),
      zone(),
    );
    logFailure(log, rarely, request.id, explained, error);
    metrics.problem(explained.code);
    this.note(request, explained.code);
    if (reply.raw.headersSent) {
      reply.raw.destroy(); // half an answer must not look complete
      return;
    }
    const document = problemDocument(explained, request.language, instanceOf(request.id));
    // Fastify says that it ends here, and Node to who asked for that: while bytes come, the answer would be lost
    const isComing = !request.raw.complete && bringsBody(request);
    if (isComing || reply.hasHeader('connection'))
      void reply.header('connection', isComing || reply.raw.shouldKeepAlive ? 'keep-alive' : 'close');
    void reply
      .code(explained.status)
      .headers({ ...explained.headers, 'content-language': request.language === 'zh' ? 'zh-CN' : 'en' })
      .type('application/problem+json')
      .send(JSON.stringify(document));
  }

  /** Detects a path that is served, but not with this method. */
  private elsewhere(error: unknown, request: FastifyRequest): unknown {
    if (explain(error).code !== 'request/unknown-route') return error;
    const allowed = this.parts.routes.methods(request.url.split('?', 1)[0] ?? '');
    return allowed.length === 0
      ? new Problem('request/unknown-route')
      : new Problem('request/wrong-method', { method: request.method, allowed: enumerated(allowed) }, [], {
          allow: allowed.join(', '),
        });
  }

  /** Records the refusal; equal ones of a minute are one record. */
  private note(request: FastifyRequest, outcome: string): void {
    const audit = request.routeOptions.config.served?.audit;
    if (!audit || !request.principal) return;
    const { id, role } = request.principal;
    this.parts.refusals.note({ actor: id, role, ...audit, subjects: request.concerning, detail: '', outcome });
  }
}
