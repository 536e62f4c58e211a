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
  /** Sent again and again, each time when the one before is answered. */
  readonly body?: string;
  /** Of this type, in pieces of one byte, without end: what is in them does not matter. */
  readonly pieces?: string;
  /** It shows no key. */
  readonly stranger?: boolean;
  /** Only so much of a head is sent. */
  readonly half?: boolean;
  /** Each connection is left when what was sent first is gone, and another one opened. */
  readonly leaves?: boolean;
}

process.on('disconnect', () => process.exit(0));
const TINY = '1\r\n \r\n'.repeat(10_000);
/** What is sent in place of `@`. */
const named = (text: string, connection: number, sent: number): string =>
  text.replaceAll('@', `hog-${process.pid}-${connection}-${sent}`);

process.on('message', (asked: Asked) => {
  const { port, key, path, accept, connections, reads, line, body, pieces, stranger, half, leaves } = asked;
  let opened = 0;
  const open = (): void => {
    const i = opened++;
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined); // refused or cut: as it should be
    if (reads) socket.resume();
    else socket.pause();
    const method = line === undefined && body === undefined && pieces === undefined ? 'GET' : 'POST';
    const head = `${method} ${path} HTTP/1.1\r\nHost: localhost`;
    if (half === true) {
      socket.write(head);
      return;
    }
    let sent = 0;
    const write = (more: string): boolean =>
      socket.write(
        `${head}${stranger === true ? '' : `\r\nAuthorization: Bearer ${key}`}\r\nAccept: ${accept}\r\n${more}`,
      );
    const stream = (type: string, next: () => string): void => {
      write(`Content-Type: ${type}\r\nTransfer-Encoding: chunked\r\n\r\n`);
      const go = (): void => {
        while (!socket.destroyed && socket.write(next()));
      };
      socket.on('drain', go);
      go();
    };
    if (body !== undefined) {
      const post = (): void => {
        const text = named(body, i, sent++);
        const id = `Idempotency-Key: "hog-${process.pid}-${i}-${sent}"`;
        write(`Content-Type: application/json\r\n${id}\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
      };
      socket.on('data', post); // an answer is short and comes in one piece
      post();
    } else if (pieces !== undefined) {
      socket.once('close', open);
      stream(pieces, () => TINY);
    } else if (line === undefined) write('\r\n');
    else
      stream('application/x-ndjson', () => {
        const text = `${named(line, i, sent++)}\n`;
        return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
      });
    if (leaves !== true) return;
    socket.once('close', open);
    socket.write('', () => void setTimeout(() => socket.destroy(), 5)); // time to be read
  };
  for (let i = 0; i < connections; i++) open();
  process.send?.('begun');
});
