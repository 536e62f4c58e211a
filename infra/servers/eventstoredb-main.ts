import { EventStoreDbServer } from './eventstoredb';

/** The server in a process of its own: tells its port on IPC, and ends with whoever started it. */
void new EventStoreDbServer().listen().then((url) => process.send?.({ port: Number(new URL(url).port) }));
process.on('disconnect', () => process.exit(0));
