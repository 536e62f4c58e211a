import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands before a server, and makes it stand still for its clients: connections stay open, and nothing is answered. */
export class StandingStill {
  private readonly server: Server = createServer((client) => this.join(client));
  private readonly sockets = new Set<Socket>();
  private isStill = false;

  /** @param to the connection string of the server behind it */
  constructor(private readonly to: URL) {}

  /** @returns the same connection string with its own address */
  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const here = new URL(this.to);
    here.host = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    here.searchParams.set('directConnection', 'true'); // of a replica set clients would go on to the server that they are told of
    return here.href;
  }

  still(): void {
    this.isStill = true;
    for (const socket of this.sockets) socket.pause();
  }

  stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private join(client: Socket): void {
    const behind = connect(Number(this.to.port), this.to.hostname);
    for (const [from, into] of [
      [client, behind],
      [behind, client],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (data) => into.write(data));
      from.on('error', () => into.destroy());
      from.on('close', () => into.destroy());
      if (this.isStill) from.pause();
    }
  }
}
