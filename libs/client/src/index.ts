import type { components, paths } from './api';

export type { components, paths };

type Method = 'get' | 'post' | 'put';
type Served<M extends Method> = { [P in keyof paths]: paths[P] extends Record<M, object> ? P : never }[keyof paths];
type Json<T> = T extends { readonly content: { readonly 'application/json': infer Body } } ? Body : never;
/** What is answered where nothing is wrong. */
export type Answer<O> = O extends { readonly responses: infer R } ? Json<R[keyof R & (200 | 201 | 202)]> : never;
type Named<T> = { readonly [K in keyof T as K extends 'path' | 'query' | 'header' ? K : never]: T[K] };
/** Parameters of path, query and header, and the body, of those that the route has. */
type Asked<O> = (O extends { readonly parameters: infer P } ? Named<P> : object) &
  (O extends { readonly requestBody: infer B } ? { readonly body: Json<B> } : object);

/** A request was refused; `problem` is what the server said (RFC 9457). */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: components['schemas']['Problem'],
  ) {
    super(`${problem.code}: ${problem.detail}`);
  }
}

/** Asks a server by the types of its OpenAPI document. @throws Refused */
export const client =
  (server: string, key: string) =>
  async <M extends Method, P extends Served<M>>(
    method: M,
    route: P,
    asked: Asked<paths[P][M]>,
  ): Promise<Answer<paths[P][M]>> => {
    const {
      path = {},
      query = {},
      header = {},
      body,
    } = asked as {
      readonly path?: Readonly<Record<string, string>>;
      readonly query?: Readonly<Record<string, string | number | boolean>>;
      readonly header?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    };
    const url = new URL(
      server + route.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? '')),
    );
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    const answer = await fetch(url, {
      method: method.toUpperCase(),
      headers: {
        authorization: `Bearer ${key}`,
        accept: 'application/json',
        'content-type': 'application/json',
        ...header,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const json: unknown = await answer.json();
    if (!answer.ok) throw new Refused(answer.status, json as components['schemas']['Problem']);
    return json as Answer<paths[P][M]>;
  };
