import { connect } from 'node:net';

/** One caller who asks for too much, in a process of its own. The parent says over IPC what to do; the process says when it has begun, and ends with its parent. */
interface Asked {
  readonly port: number;
  readonly key: string;
  readonly path: string;
  readonly accept: string;
  readonly connections: number;
  /** False: it never takes what it is answered. */
  readonly reads: boolean;
  /** Lines for bulk, sent again and again. */
  readonly line?: string;
  /** Only so much of a head is sent. */
  readonly half?: boolean;
}

process.on('disconnect', () => process.exit(0));
process.on('message', ({ port, key, path, accept, connections, reads, line, half }: Asked) => {
  for (let i = 0; i < connections; i++) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined); // refused or cut: as it should be
    if (reads) socket.resume();
    else socket.pause();
    const method = line === undefined ? 'GET' : 'POST';
    const head = `${method} ${path} HTTP/1.1\r\nHost: localhost`;
    if (half === true) {
      socket.write(head);
      continue;
    }
    const body = line === undefined ? '' : 'Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n';
    socket.write(`${head}\r\nAuthorization: Bearer ${key}\r\nAccept: ${accept}\r\n${body}\r\n`);
    if (line === undefined) continue;
    let sent = 0;
    const go = (): void => {
      for (let more = true; more && !socket.destroyed;) {
        const text = `${line.replaceAll('@', `hog-${i}-${sent++}`)}\n`;
        more = socket.write(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
      }
    };
    socket.on('drain', go);
    go();
  }
  process.send?.('begun');
});
