/** How a list is asked for. */
export interface List {
  /** Under the API's prefix. */
  readonly path: string;
  /** By the conventions of lists: `filter[field]`, streamed whole as CSV. Left out: by parameters of its own. */
  readonly conventional?: true;
  /** The parameter that takes `next`; left out: the list comes in one piece. */
  readonly next?: 'cursor' | 'from';
}

const documents = (path: string): List => ({ path, conventional: true, next: 'cursor' });

/** Lists that `query` can show; a test holds them to the routes of the server. */
export const LISTS = {
  customers: documents('/customers'),
  orders: documents('/orders'),
  'credit-notes': documents('/credit-notes'),
  'sales-facts': documents('/sales-facts'),
  events: { path: '/events', next: 'from' },
  access: { path: '/audit/access', next: 'cursor' },
  actors: { path: '/audit/actors' },
  policies: { path: '/policies' },
  reports: { path: '/reports' },
  projections: { path: '/projections' },
  'dead-letters': { path: '/dead-letters', next: 'cursor' },
  keys: { path: '/keys' },
} as const satisfies Readonly<Record<string, List>>;

export const READ_MODELS = Object.keys(LISTS) as readonly (keyof typeof LISTS)[];
