import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Ajv2020 } from 'ajv/dist/2020';
import type { Engine } from '@dossier/engine';
import { isText, type Role, type Text } from '@dossier/kernel';
import { Edge, openLog } from '@dossier/web';
import { createApp } from './app';
import { openPlatform } from './platform';

interface Named {
  readonly name: string;
  readonly title: Text;
}
interface Parts {
  readonly [name: string]: { readonly title: Text; readonly parts?: Parts };
}
interface View extends Named {
  readonly shows?: Parts;
}
interface Context extends Named {
  readonly commands: readonly (Named & { readonly path?: string })[];
  readonly models: readonly (View & { readonly fields: readonly Named[] })[];
  readonly sections: readonly View[];
  readonly reports: readonly View[];
  readonly questions: readonly View[];
  readonly policies: readonly Named[];
}
interface Catalogue {
  readonly contexts: readonly Context[];
  readonly terms: readonly { readonly name: string }[];
}
type Document = Readonly<Record<string, never>>;

let data: string;
let engine: Engine;
let app: NestFastifyApplication;
const keys = new Map<Role, string>();
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'dossier-catalogue-'));
  engine = await openPlatform({ data, zone: 'UTC' });
  app = await createApp(engine, { log: openLog('silent') });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const edge = app.get(Edge);
  for (const role of ['admin', 'service', 'analyst', 'auditor', 'staff'] as const)
    keys.set(role, (await edge.keys.issue({ name: role, role, departments: ['sales'] })).key);
});
afterAll(async () => {
  await app.close();
  await engine.close();
  rmSync(data, { recursive: true });
});

const asked = (role: Role, headers: object = {}) =>
  app.inject({ url: '/api/v1/catalogue', headers: { authorization: `Bearer ${keys.get(role) ?? ''}`, ...headers } });
const seen = async (role: Role): Promise<Catalogue> => (await asked(role)).json();
const names = (catalogue: Catalogue, of: 'commands' | 'models' | 'reports' | 'policies'): readonly string[] =>
  catalogue.contexts.flatMap((context) => context[of].map(({ name }) => name));

describe('the catalogue', () => {
  it('is to each role what it may do and read', async () => {
    const admin = await seen('admin');
    expect(names(admin, 'commands')).toEqual(
      expect.arrayContaining(['sales.PlaceOrder', 'policies.PublishPolicy', 'customers.NoteCustomer']),
    );
    const staff = names(await seen('staff'), 'commands');
    expect(staff).toContain('customers.AssertFacts');
    expect(staff).not.toContain('policies.PublishPolicy');
    for (const role of ['analyst', 'auditor'] as const) {
      const catalogue = await seen(role);
      expect(names(catalogue, 'commands')).toEqual([]);
      expect(names(catalogue, 'models')).toEqual(names(admin, 'models'));
      expect(names(catalogue, 'reports')).toEqual(names(admin, 'reports'));
      expect(names(catalogue, 'policies')).toEqual(names(admin, 'policies'));
    }
  });

  it('heads no two parts of one view or of one table alike, in either language', async () => {
    const alike: string[] = [];
    const look = (parts: Parts, path: string): void => {
      for (const language of ['zh', 'en'] as const) {
        const titles = Object.values(parts).map(({ title }) => title[language]);
        const twice = new Set(titles.filter((title, i) => titles.indexOf(title) !== i));
        alike.push(...[...twice].map((title) => `${path}: ${title}`));
      }
      for (const [name, { parts: inner }] of Object.entries(parts)) if (inner) look(inner, `${path}.${name}`);
    };
    for (const { models, sections, reports, questions } of (await seen('admin')).contexts)
      for (const { name, shows } of [...models, ...sections, ...reports, ...questions]) if (shows) look(shows, name);
    expect(alike).toEqual([]);
  });

  it('has the enumerations that anything in it names, and no others, for every role', async () => {
    for (const role of keys.keys()) {
      const catalogue = await seen(role);
      const named = new Set(['role', 'department']);
      JSON.stringify(catalogue.contexts, (name, value: unknown) => {
        if ((name === 'list' || name === 'terms') && typeof value === 'string') named.add(value);
        return value;
      });
      expect(named.size).toBeGreaterThan(7);
      expect([role, catalogue.terms.map(({ name }) => name).sort()]).toEqual([role, [...named].sort()]);
    }
  });

  it('tells of each field that lists are filtered and sorted by what it is, and how it is compared', async () => {
    const models = (await seen('analyst')).contexts.flatMap((context) => context.models);
    const fields = new Map(
      models.flatMap(({ name, fields: of }) => of.map((field) => [`${name}.${field.name}`, field])),
    );
    expect(fields.get('orders.status')).toEqual({
      name: 'status',
      title: { zh: '订单状态', en: 'Status of an order' },
      kind: 'code',
      terms: 'sales.order-status',
      operators: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'contains'],
    });
    expect(fields.get('orders.net')).toMatchObject({ kind: 'money', currencyIn: 'currency', title: { en: 'Net' } });
    expect(fields.get('orders.open')).toMatchObject({ kind: 'flag', operators: ['eq', 'ne'], title: { zh: '未完成' } });
    expect(fields.get('customers.name')).toMatchObject({ personal: ['customers.legalName', 'customers.shortName'] });
    expect(fields.has('customers.search')).toBe(false);
  });

  it('has words in both languages for everything', async () => {
    const texts: Text[] = [];
    const look = (value: unknown): void => {
      if (isText(value)) texts.push(value);
      else if (typeof value === 'object' && value !== null) {
        const { zh, en } = value as Partial<Text>;
        if (zh !== undefined && en !== undefined) texts.push({ zh, en });
        for (const part of Object.values(value)) look(part);
      }
    };
    look(await seen('admin'));
    expect(texts.length).toBeGreaterThan(300);
    expect(texts.filter(({ zh, en }) => zh !== en && !/\p{Script=Han}/u.test(zh))).toEqual([]);
    expect(texts.filter(({ en }) => en === '' || /\p{Script=Han}/u.test(en))).toEqual([]);
  });

  it('is what its schema says, and nothing beside it', async () => {
    const { paths, components } = (await app.inject({ url: '/openapi.json' })).json<{
      readonly paths: Document;
      readonly components: object;
    }>();
    const operation = paths['/api/v1/catalogue'] as unknown as {
      readonly get: { readonly responses: Readonly<Record<string, { readonly content: Document }>> };
    };
    const { schema } = operation.get.responses['200']?.content['application/json'] as unknown as {
      readonly schema: object;
    };
    const validate = new Ajv2020({ strict: false }).compile({ ...schema, components });
    for (const role of keys.keys()) {
      validate(await seen(role));
      expect(validate.errors ?? []).toEqual([]);
    }
  });

  it('is not sent again to whoever has it, and is another one for another role', async () => {
    const first = await asked('staff');
    const { etag } = first.headers;
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    for (const named of [etag, `W/${String(etag)}`, `"other", ${String(etag)}`, '*']) {
      const again = await asked('staff', { 'if-none-match': named });
      expect([again.statusCode, again.body, again.headers['etag']]).toEqual([304, '', etag]);
    }
    expect((await asked('staff', { 'if-none-match': '"other"' })).statusCode).toBe(200);
    expect((await asked('auditor', { 'if-none-match': etag })).statusCode).toBe(200);
  });
});

it('is said of every field that a request may have what it is', async () => {
  const document = (await app.inject({ url: '/openapi.json' })).json<{
    readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
    readonly components: { readonly schemas: Document };
  }>();
  const bare: string[] = [];
  const seenRefs = new Set<string>();
  const look = (schema: unknown, where: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    const {
      $ref,
      properties = {},
      items,
    } = schema as {
      readonly $ref?: string;
      readonly properties?: Readonly<Record<string, object>>;
      readonly items?: object;
    };
    if ($ref !== undefined && !seenRefs.has($ref)) {
      seenRefs.add($ref);
      const name = $ref.replace(/.*\//, '');
      look(document.components.schemas[name], name);
    }
    for (const [name, property] of Object.entries(properties)) {
      if (!('description' in property)) bare.push(`${where}.${name}`);
      look(property, `${where}.${name}`);
    }
    look(items, `${where}[]`);
  };
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods)) {
      const { requestBody, parameters = [] } = operation as {
        readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
        readonly parameters?: readonly { readonly name: string; readonly description?: string }[];
      };
      for (const { name, description } of parameters) if (!description) bare.push(`${method} ${path} ?${name}`);
      for (const { schema } of Object.values(requestBody?.content ?? {})) look(schema, `${method} ${path}`);
    }
  expect(bare).toEqual([]);
});
