import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { Clock, Principal } from '@dossier/engine';
import { type Language, milliseconds, type Role, type Text, enumerated } from '@dossier/kernel';
import { preferred } from '../reads/negotiation';
import type { Answers } from './answers';
import { holdBody } from './body';
import { bringsBody } from './brings-body';
import type { Connections } from './connections';
import type { CountedRefusals } from './counted-refusals';
import type { Draining } from './draining';
import type { KeyRing } from './key-ring';
import { languageOf } from './language';
import type { Limits } from './limits';
import type { Metrics } from './metrics';
import { OPERATOR, VISITOR } from './operator';
import type { Place } from './place';
import { invalid, Problem } from './problem';
import { isClosed } from './when-closed';
import type { RateLimit } from './rate';
import type { RouteBook } from './route-book';
import { serialized } from './serialized';
import type { Served } from './served';
import type { Shares } from './shares';
import { received, textFault } from './text-at-the-door';

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller; null on routes for everyone. */
    principal: Principal | null;
    language: Language;
    /** Customers that the request is about, for the record of a refusal. */
    concerning: readonly string[];
    /** Among all reads, while it has one. */
    place: Place | null;
  }
}

export interface GateParts {
  readonly keys: KeyRing;
  readonly engine: { readonly clock: Clock };
  readonly rate: RateLimit;
  readonly failures: RateLimit;
  readonly refusals: CountedRefusals;
  readonly routes: RouteBook;
  readonly metrics: Metrics;
  readonly draining: Draining;
  readonly answers: Answers;
  readonly connections: Connections;
  readonly bodies: Shares;
  readonly limits: Limits;
  readonly language: Language;
  /** True when the server listens on this machine only: then it accepts only this machine's host names. */
  readonly loopback: boolean;
  readonly demo: boolean;
}

const SECURITY = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
};
/** For Swagger UI: only its own scripts and styles. */
export const DOCUMENTATION_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

const NOBODY: readonly string[] = Object.freeze([]);

const controlled = new WeakSet<Socket>();
/** Marks a connection of the control socket. */
export const admitOperator = (socket: Socket): void => void controlled.add(socket);

/** Load balancers ask for these by HEAD too. Elsewhere it would do the work of a GET, endless streams included. */
const HEALTH = /^\/health\//;

/** Checks every request before its body is read: caller, rate, media type. */
export function installGate(fastify: FastifyInstance, parts: GateParts): void {
  parts.connections.attach(fastify.server);
  fastify.decorateRequest('principal', null);
  fastify.decorateRequest('place', null);
  fastify.decorateRequest('language', parts.language);
  fastify.decorateRequest('concerning', null as never); // set below: Fastify takes no list here
  fastify.addHook('onRoute', (route) => {
    if (route.method === 'HEAD') return; // the GET that it is has been noted
    parts.routes.add(route);
    if (HEALTH.test(route.url)) fastify.route({ ...route, method: 'HEAD' });
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    setCommonHeaders(request, reply, parts.language);
    const admit = (): void => {
      try {
        // sent ahead of the end of its connection: nothing is begun for it
        if (isClosed(reply.raw)) throw new Problem('request/gone');
        enter(request, parts);
      } catch (error) {
        done(error as Error);
        return;
      }
      holdBody(request, reply, parts).then(() => done(), done);
    };
    const asking = request.headers.authorization === undefined ? undefined : parts.keys.current();
    if (asking) asking.then(admit, done);
    else admit();
  });
  fastify.setReplySerializer((answer) => serialized(answer));
  fastify.addHook('preSerialization', (request, reply, payload, done) => {
    if (isForEyes(request, reply)) void reply.serializer((answer: unknown) => serialized(answer, 2));
    done(null, payload);
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (typeof payload === 'string' || Buffer.isBuffer(payload)) parts.answers.count(request, reply, payload);
    // Fastify would wait for an end that was told already, and keep what the stream reads open for ever
    else if (payload instanceof Readable && isClosed(reply.raw)) payload.destroy();
    done();
  });
  fastify.addHook('onClose', (_instance, done) => {
    parts.refusals.flush();
    parts.keys.close();
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
    parts.metrics.request(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    done();
  });
}

/**
 * Whether a browser shows the answer: it is then indented, or a person finds one line of many thousand characters. What a
 * cache may keep has one form only, the one of which its ETag speaks.
 */
const isForEyes = ({ method, headers: { accept } }: FastifyRequest, reply: FastifyReply): boolean =>
  method === 'GET' &&
  accept !== undefined &&
  preferred(accept, ['application/json', 'text/html']) === 'text/html' &&
  reply.getHeader('cache-control') === SECURITY['cache-control'];

/** Headers of every answer, also where no route was looked up. */
export function setCommonHeaders(request: FastifyRequest, reply: FastifyReply, language: Language): void {
  void reply.headers(SECURITY).header('x-request-id', request.id);
  if (request.url.startsWith('/docs')) void reply.header('content-security-policy', DOCUMENTATION_POLICY);
  request.concerning = NOBODY;
  request.language = languageOf(request.headers['accept-language'], language);
}

function enter(request: FastifyRequest, parts: GateParts): void {
  const operator = controlled.has(request.raw.socket);
  if (parts.draining.signal.aborted) throw new Problem('server/draining');
  if (!operator && parts.loopback && !isThisMachine(request.headers.host)) throw new Problem('request/wrong-host');
  const served = request.routeOptions.config.served;
  const open = served === undefined || served.by === 'everyone' || (served.by === 'local' && isLocal(request));
  const keyless = operator ? OPERATOR : !open && isVisitor(request, parts) ? VISITOR : null;
  request.principal = keyless ?? (open ? null : authenticate(request, parts));
  if (request.principal) parts.connections.known(request.raw.socket, request.principal.id);
  if (!operator) limit(request.principal?.id ?? request.ip, parts);
  if (request.is404) throw new Problem('request/unknown-route'); // before its body is read: anybody may send one
  if (request.principal && Array.isArray(served?.by)) permit(request.principal, served.by as readonly Role[]);
  if (served) checkMedia(request, served);
  receivePath(request.params as Record<string, string>);
}

/** Normalises and checks texts in the path. */
function receivePath(params: Record<string, string>): void {
  for (const [name, text] of Object.entries(params)) {
    const wrong = textFault(text);
    if (wrong) throw invalid([{ pointer: `/${name}`, code: wrong.code, detail: wrong }]);
    params[name] = received(text);
  }
}

/** What a connection showed last with a valid key: its secret is hashed once, and whether it is valid is asked each time. */
const entered = new WeakMap<Socket, { readonly given: string; readonly id: string }>();

function authenticate(request: FastifyRequest, parts: GateParts): Principal {
  const { keys, failures, engine } = parts;
  const headers = { 'www-authenticate': 'Bearer realm="dossier"' };
  const given = request.headers.authorization;
  if (given === undefined) throw new Problem('auth/missing', {}, [], headers);
  const { socket } = request.raw;
  const before = entered.get(socket);
  const again = before?.given === given ? keys.holder(before.id) : undefined;
  if (again) return again;
  const text = /^Bearer +(\S+)$/i.exec(given)?.[1];
  const principal = text === undefined ? undefined : keys.principal(text);
  if (principal) {
    entered.set(socket, { given, id: principal.id });
    return principal; // attempts with bad keys never block a good one
  }
  if (text !== undefined) noteFailed(request, text, parts);
  const seconds = failures.take(request.ip, milliseconds(engine.clock.now()));
  if (seconds > 0) throw new Problem('auth/too-many-failures', { seconds }, [], { 'retry-after': String(seconds) });
  throw new Problem(text === undefined ? 'auth/missing' : 'auth/unknown-key', {}, [], headers);
}

/** Records more than the caller learns: those who guess must not learn that a key once existed. */
function noteFailed({ ip }: FastifyRequest, text: string, { keys, refusals }: GateParts): void {
  const spent = keys.spent(text);
  refusals.note({
    actor: spent?.id ?? 'nobody',
    role: spent?.role ?? 'none',
    kind: 'entry',
    action: 'authenticate',
    subjects: [],
    detail: `from ${ip}`,
    outcome: spent ? `auth/${spent.why}-key` : 'auth/unknown-key',
  });
}

function limit(who: string, { rate, engine: { clock } }: GateParts): void {
  const seconds = rate.take(who, milliseconds(clock.now()));
  if (seconds > 0) throw new Problem('rate/exceeded', { seconds }, [], { 'retry-after': String(seconds) });
}

/** @throws Problem `auth/forbidden` unless the role is named or `admin` */
export function permit({ role }: Principal, by: readonly Role[]): void {
  if (role !== 'admin' && !by.includes(role))
    throw new Problem('auth/forbidden', { role, by: enumerated(['admin', ...by]) });
}

/** A body must be of the type that the route takes; a route without body ignores JSON. */
function checkMedia(request: FastifyRequest, { takes }: Served): void {
  if (!bringsBody(request)) return;
  const { 'content-type': given, 'content-encoding': packed } = request.headers;
  const expected = takes ?? 'application/json';
  const [media = '', ...parameters] = (given ?? '').toLowerCase().split(';');
  const charset = parameters.map((text) => /^\s*charset\s*=\s*"?([^"\s]+)"?\s*$/.exec(text)?.[1]).find(Boolean);
  if (packed !== undefined && packed !== 'identity')
    throw new Problem('request/unsupported-type', { expected: unpacked(expected) });
  if (media.trim() !== expected || (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8'))
    throw new Problem('request/unsupported-type', { expected });
}

const unpacked = (media: string): Text => ({
  zh: `${media}，且不带 Content-Encoding`,
  en: `${media}, without Content-Encoding`,
});

/** Headers in which a proxy says that it passes on what another asked. */
const PASSED_ON = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];
const LOOPBACK = /^(::1$|(::ffff:)?127\.)/;

/** True for who asks from this machine; not for whom a proxy on it passes on. */
export const isLocal = ({ ip, headers }: FastifyRequest): boolean =>
  LOOPBACK.test(ip) && PASSED_ON.every((name) => headers[name] === undefined);

/** What a browser says of requests that a page of another site makes. */
const FOREIGN: readonly unknown[] = ['cross-site', 'same-site'];

const isVisitor = (request: FastifyRequest, { demo }: GateParts): boolean =>
  demo &&
  request.method === 'GET' &&
  request.headers.authorization === undefined &&
  isLocal(request) &&
  isThisMachine(request.headers.host) &&
  !FOREIGN.includes(request.headers['sec-fetch-site'] ?? '');

/** Refuses foreign host names: a page of another site whose name points here (DNS rebinding) still sends its own. */
function isThisMachine(host: string | undefined): boolean {
  const name = (host ?? '').toLowerCase().replace(/:\d+$/, '');
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}
