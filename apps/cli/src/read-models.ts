/** Lists that `query` can show; a test holds them to the routes of the contexts. */
export const READ_MODELS: readonly string[] = ['customers', 'credit-notes', 'orders', 'sales-facts'];
