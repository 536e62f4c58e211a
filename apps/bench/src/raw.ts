import fastify from 'fastify';

/**
 * The limit of the HTTP stack: a bare Fastify that answers what it was sent, and to a GET the bytes that its parent gave
 * it for that path. A process of its own, ended with its parent.
 */
async function main(): Promise<void> {
  const app = fastify();
  const bytes = new Map<string, Buffer>();
  app.post('/', (request) => request.body);
  app.get('*', (request, reply) =>
    reply.type('application/json; charset=utf-8').send(bytes.get(request.url) ?? Buffer.from('{}')),
  );
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  process.on('message', (given: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(given)) bytes.set(path, Buffer.from(text));
    process.send?.('taken');
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ port: address.port });
}
void main();
