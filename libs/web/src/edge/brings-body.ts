import type { IncomingMessage } from 'node:http';

/** Whether the head of a request says that a body follows. */
export function bringsBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}
