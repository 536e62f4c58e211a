import { EventStoreDbServer } from './eventstoredb';

/** The server in a process of its own: tells its port on IPC. */
void new EventStoreDbServer().listen().then((url) => process.send?.({ port: Number(new URL(url).port) }));
