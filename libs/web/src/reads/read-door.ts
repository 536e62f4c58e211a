import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import type { Listed, Reading, Viewed, ViewedPage } from '@dossier/engine';
import {
  type AnyProjectionDef,
  type Condition,
  type DeclaredField,
  enumerated,
  type Listing,
  type PrintedForm,
} from '@dossier/kernel';
import { Disclosure } from '../edge/disclosure';
import { Edge, principalOf } from '../edge/edge';
import { Problem } from '../edge/problem';
import { ReadAll, ReadOne, ReadPage } from './asked';
import { emptyRow } from './csv';
import { fieldsOf, listingOf, MOST_COUNTED } from './listing';
import { chosen } from './negotiation';
import { type NamedParts, onlyNamed, partsNamed } from './named-parts';
import { Parameters } from './parameters';
import { PRINTED_POLICY, printedPage } from './printed';
import { readingOf } from './reading';
import { revised, type Revised } from './revised';
import { ROW_TYPES, rowsRead, streamRows } from './rows';

/** How a document is named in a path. */
export interface Named {
  readonly parameter: string;
  /** The key of the document of an id. */
  readonly keyOf: (id: string) => string;
}

/** One document, by its id, its key and the stream of its aggregate. */
interface OneNamed {
  readonly id: string;
  readonly key: string;
  readonly stream: string;
}

/** All reads of models: personal data is read only if the read can be recorded. */
@Injectable()
export class ReadDoor {
  constructor(
    @Inject(QueryBus) readonly bus: QueryBus,
    @Inject(Edge) private readonly edge: Edge,
  ) {}

  async one(
    projection: AnyProjectionDef,
    { id, key, stream }: OneNamed,
    action: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<object> {
    Parameters.of(request.url).refuseUnknown([]);
    chosen(request.headers.accept, ['application/json']);
    const found = await this.found(projection, { id, key, stream }, action, request, reply);
    return revised(reply, found.revision, this.shown(projection, request)(found));
  }

  /** A document as a page for paper, with the name of its customer. */
  async print(
    projection: AnyProjectionDef,
    { title, body }: PrintedForm,
    named: OneNamed,
    action: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<string> {
    const parameters = Parameters.of(request.url);
    const language = (request.language = parameters.language() ?? request.language); // refusals are in it too
    parameters.refuseUnknown(['lang']);
    chosen(request.headers.accept, ['text/html']);
    const found = await this.found(projection, named, action, request, reply);
    const view = this.shown(projection, request)(found);
    const customerName = await this.nameOf((view as { readonly customer?: unknown }).customer, request);
    void reply.type('text/html; charset=utf-8').headers({
      'content-security-policy': PRINTED_POLICY,
      'content-language': language === 'zh' ? 'zh-CN' : 'en',
      vary: 'accept-language',
    });
    const { name: zone } = this.edge.engine.zone;
    return printedPage(language, title[language], body(view as never, { language, zone, customerName }));
  }

  /** The document, of which the read is recorded. @throws Problem `reads/not-found` */
  private async found(
    projection: AnyProjectionDef,
    { id, key, stream }: OneNamed,
    action: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<Viewed & Revised> {
    this.guard(projection);
    const reading = readingOf(request);
    const question = new ReadOne(projection, key, stream, reading);
    const found = await this.edge.read(reply, reading, [projection], () =>
      this.bus.execute<ReadOne, (Viewed & Revised) | null>(question),
    );
    if (!found) throw new Problem('reads/not-found', { what: projection.title, id });
    this.noteRows(projection, action, request, [found], key);
    return found;
  }

  /** The present name of a customer, as the reader may see it. */
  private async nameOf(customer: unknown, request: FastifyRequest): Promise<unknown> {
    const { views, registry } = this.edge.engine;
    const personal = registry.naming?.customerName?.personal;
    if (typeof customer !== 'string' || personal === undefined) return null;
    const name = (await views.names([customer], readingOf(request))).get(customer) ?? null;
    return Disclosure.to(principalOf(request), this.edge.engine).view({ name }, [{ at: 'name', of: personal }]).name;
  }

  /**
   * @param within conditions that the path sets
   * @param named how its documents are named; undefined: they are not read one by one
   */
  async list(
    projection: Listed,
    { within, named }: { readonly within: readonly Condition[]; readonly named?: Named },
    action: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<object | Readable> {
    const type = chosen(request.headers.accept, ROW_TYPES);
    const parameters = Parameters.of(request.url);
    const { ids, ...asked } = listingOf(projection, parameters, this.edge.engine.zone.name, named !== undefined);
    const count = parameters.whole('count', 1, MOST_COUNTED);
    const parts = partsNamed(projection.shape, parameters);
    this.refuseSealed(projection, asked, request);
    const where = await Promise.all((asked.where ?? []).map((each) => this.resolved(each)));
    const reading = readingOf(request);
    const inTurn = <T>(look: () => Promise<T>): Promise<T> => this.edge.read(reply, reading, [projection], look);
    const keys = ids && named && (await this.keysOf(projection, ids, named, reading, inTurn));
    const listing: Listing = { ...asked, where: [...within, ...where], ...(keys && { keys }) };
    this.guard(projection);
    const detail = parameters.names.filter((name) => name !== 'cursor').join(' ');
    void reply.header('vary', 'accept');
    if (type === 'application/json') {
      const page = await inTurn(() =>
        this.bus.execute<ReadPage, ViewedPage>(new ReadPage(projection, listing, reading, count)),
      );
      this.noteRows(projection, action, request, page.items, detail);
      return { ...page, items: page.items.map(this.shown(projection, request, parts)) };
    }
    const { where: wanted = [], sort } = listing;
    const whole = { where: wanted, ...(keys && { keys }), ...(sort !== undefined && { sort }) };
    const long = this.edge.answers.begin('export', request, reply);
    const row = emptyRow(projection.shape?.parts);
    return streamRows(reply, type, projection.name, long, {
      scan: (pass) => this.scan(projection, whole, action, request, pass, detail, parts),
      empty: { key: null, ...(parts ? onlyNamed(row, parts) : row) },
    });
  }

  /** A document as output: its key, and the wanted parts of its view as this reader may see them. */
  private shown({ shows }: Listed, request: FastifyRequest, parts?: NamedParts): (found: Viewed) => object {
    const disclosure = Disclosure.to(principalOf(request), this.edge.engine);
    return ({ key, view }) => {
      const shown = disclosure.view(view, shows);
      return { key, ...(parts ? onlyNamed(shown, parts) : shown) };
    };
  }

  /** Who may not see a value must not learn it by filtering, sorting or searching. @throws Problem `auth/sealed-field` */
  private refuseSealed(projection: Listed, { where = [], sort }: Listing, request: FastifyRequest): void {
    const { opened } = Disclosure.to(principalOf(request), this.edge.engine);
    const fields = projection.fields as Readonly<Record<string, DeclaredField>>;
    for (const name of [...where.map(({ field }) => field), ...fieldsOf(sort)]) {
      const sealed = (fields[name]?.personal ?? []).filter((each) => !opened(each));
      if (sealed.length > 0) throw new Problem('auth/sealed-field', { field: name, sealed: enumerated(sealed) });
    }
  }

  /** A filter may name a customer like a path: by id or external id. @throws Refusal `customers/unknown` */
  private async resolved(condition: Condition): Promise<Condition> {
    const { field, op, value } = condition;
    if (field !== 'customer' || (op !== 'eq' && op !== 'ne') || typeof value !== 'string' || value === '')
      return condition;
    return { ...condition, value: await this.edge.engine.customers.resolve(value) };
  }

  /**
   * Keys of the documents that ids name, as a path would, and of those that are named by key as the list shows it: nobody
   * should have to know which of the two he was given. What is the id of one and the key of another is the id.
   * @throws Refusal `customers/ambiguous`
   */
  private async keysOf(
    projection: Listed,
    ids: readonly string[],
    { parameter, keyOf }: Named,
    reading: Reading,
    inTurn: <T>(look: () => Promise<T>) => Promise<T>,
  ): Promise<readonly string[]> {
    const { customers, views } = this.edge.engine;
    if (parameter === 'customer') return customers.resolveKnown(ids, inTurn);
    const there = await inTurn(() => views.keysAmong(projection, ids.map(keyOf), reading));
    return [...new Set(ids.map((id) => (there.has(keyOf(id)) ? keyOf(id) : id)))];
  }

  /** @throws Problem while reads of personal data cannot be recorded */
  guard({ personal }: Pick<Listed, 'personal'>): void {
    if (personal) this.edge.personal();
  }

  noteRows(projection: Listed, action: string, request: FastifyRequest, rows: readonly Viewed[], detail: string): void {
    if (!projection.personal) return;
    const subjects = [...new Set(rows.map(({ subject }) => subject))];
    this.edge.note(principalOf(request), {
      kind: 'read',
      action,
      subjects,
      detail: `${rowsRead(rows)} ${detail}`.trim(),
    });
  }

  private async *scan(
    projection: Listed,
    listing: Omit<Listing, 'cursor'>,
    action: string,
    request: FastifyRequest,
    pass: 'columns' | 'rows',
    detail: string,
    parts: NamedParts | undefined,
  ): AsyncGenerator<readonly object[]> {
    const question = new ReadAll(projection, listing, readingOf(request));
    for await (const chunk of await this.bus.execute<ReadAll, AsyncIterable<readonly Viewed[]>>(question)) {
      this.guard(projection);
      if (pass === 'rows') this.noteRows(projection, action, request, chunk, detail);
      yield chunk.map(this.shown(projection, request, parts));
    }
  }
}
