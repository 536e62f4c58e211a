import type { Role } from './role';
import type { Language, Text } from './text';

/** Names of the parameters of a path: `orders/:orderId/ship` has `orderId`. */
type ParametersOf<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParametersOf<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

/** The path, if its parameters are fields of what it serves; else an error text that names the wrong one. */
export type PathOver<Path extends string, Field> =
  Exclude<ParametersOf<Path>, Field> extends never ? Path : `it has no field '${Exclude<ParametersOf<Path>, Field>}'`;

interface Described {
  /** What the documentation says of it beside its title. */
  readonly description?: Text;
}

/** How a command is sent over HTTP. Parameters of the path are its fields of the same name; the rest is the body. */
export interface CommandRoute<C extends object = object, Path extends string = string> extends Described {
  /** Under the API's prefix: `orders/:orderId/ship`. */
  readonly path: Path;
  /** Left out: `post`. */
  readonly method?: 'post' | 'put';
  /** With the parameters of the path: ids of what examples of other commands made. */
  readonly example: Partial<C> & Spoken & Readonly<Record<ParametersOf<Path>, string>>;
  /** Its stream holds many things, and callers do not know its revision: no `If-Match`, no ETag. */
  readonly sharesStream?: true;
}

/** What the sender may add to the command's own fields. */
interface Spoken {
  readonly occurredAt?: string;
  readonly department?: string;
  readonly businessLine?: string;
}

/** A form that is filled from a document and printed. */
export interface PrintedForm {
  readonly name: string;
  readonly title: Text;
  /**
   * The inside of the page, as HTML in one language: tables in the classes of printed pages, no style or script of its own.
   * @param view as the reader may see it: a personal value may be erased or sealed
   */
  readonly body: (view: never, printing: Printing) => string;
}
export interface Printing {
  readonly language: Language;
  /** Of the company: times are those of its clocks. */
  readonly zone: string;
  /** Name of the document's `customer`, as the reader may see it; null: nobody, or nobody's name is known. */
  readonly customerName: unknown;
}

/** How a read model is read over HTTP: as a list by its declared fields, one document at a time, or both. */
export interface ReadRoute<Path extends string = string> extends Described {
  /** Its title in the documentation. */
  readonly summary: Text;
  /** Under the API's prefix: `orders`. Parameters are conditions on the declared fields of the same name. */
  readonly path: Path;
  readonly by: readonly Role[];
  /** Serves one document at `<path>/:<parameter>`, with the revision of its stream. */
  readonly one?: {
    /** `customer`: a customer by id or external id. */
    readonly parameter: string;
    /** The aggregate whose document it is. */
    readonly of: { readonly category: string };
    /** Pages of it for paper, each at `<path>/:<parameter>/forms/<name>`. */
    readonly prints?: readonly PrintedForm[];
  };
}

/** How a query is asked over HTTP. Parameters of the path are its parameters of the same name. */
export interface QueryRoute<Path extends string = string> extends Described {
  /** Under the API's prefix: `customers/:customer/lifecycle`. */
  readonly path: Path;
  /**
   * Left out: it is got, with its parameters in the URL. Else it is posted, as a URL would be too short: they are the
   * body, of which this is an example, with the parameters of the path. Nothing is written. A link has the same body, where
   * it is short, as its parameter `body`.
   */
  readonly posted?: Readonly<Record<string, unknown>>;
}
