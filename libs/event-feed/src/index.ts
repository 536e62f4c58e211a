export * from './audit';
export * from './event-feed.port';
