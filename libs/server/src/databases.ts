/** The databases of a data folder. */
export const DATABASES = { log: 'events.db', vault: 'vault.db', views: 'views.db' } as const;
