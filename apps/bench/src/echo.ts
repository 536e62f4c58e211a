import fastify from 'fastify';

/** The limit of the HTTP stack: a bare Fastify that answers what it was sent. A process of its own, told to stop by its parent's end. */
async function main(): Promise<void> {
  const app = fastify();
  app.post('/', (request) => request.body);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  process.send?.({ port: address.port });
  process.on('disconnect', () => process.exit(0));
}
void main();
