import { CommandHandler } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore, pongoSingleStreamProjection } from '@event-driven-io/emmett-postgresql';
import fastify from 'fastify';

// POST /: places an order, as emmett's own guide does it: load, decide, append. With `inline` its projection is saved in
// the same transaction. A process of its own, told what to do by arguments, ended with its parent.
const [connection, inline] = process.argv.slice(2);

const evolve = (order, { type, data }) => (type === 'OrderPlaced' ? { ...data, status: 'placed' } : order);
const orders = pongoSingleStreamProjection({ collectionName: 'orders', canHandle: ['OrderPlaced'], evolve });
const store = getPostgreSQLEventStore(connection, {
  projections: inline === 'inline' ? [{ type: 'inline', projection: orders }] : [],
});
const handle = CommandHandler({ evolve, initialState: () => ({ status: 'none' }) });

const place =
  ({ orderId, customerId, number, currency, lines }) =>
  (order) => {
    if (order.status !== 'none') throw new Error(`order ${orderId} exists`);
    const gross = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * Number(unitPrice), 0).toFixed(2);
    return { type: 'OrderPlaced', data: { orderId, customerId, number, currency, lines, gross } };
  };

const app = fastify();
app.post('/', async ({ body }, reply) => {
  const stream = `order-${body.orderId}`;
  const { nextExpectedStreamVersion } = await handle(store, stream, place(body));
  return reply.code(201).send({ stream, revision: Number(nextExpectedStreamVersion) });
});
await store.schema.migrate();
// the first order makes the table of the projection: two at once would both try
await handle(store, 'order-first', place({ orderId: 'first', lines: [] }));
await app.listen({ port: 0, host: '127.0.0.1' });
process.on('disconnect', () => process.exit(0));
process.send({ port: app.server.address().port });
