/** Prefix of all paths except pages, documentation, health and metrics: `/api/v1/orders`. */
export const PREFIX = 'api/v1';
