export * from './event-feed.port';
