/** Of all paths but the pages, the documentation and what machines ask: `/api/v1/orders`. */
export const PREFIX = 'api/v1';
