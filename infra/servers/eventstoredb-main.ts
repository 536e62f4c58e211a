import { EventStoreDbServer } from './eventstoredb';

/** The server in a process of its own: tells its connection string on IPC. */
void new EventStoreDbServer().listen().then((url) => process.send?.({ url }));
