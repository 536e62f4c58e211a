import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Pace } from './pieces';

/**
 * Reads a body that nobody wants and throws it away: a caller who still sends would get a reset in place of his answer. Bytes
 * cost next to nothing; one that comes in many tiny pieces is to end.
 */
export function discard(request: IncomingMessage, end: (socket: Socket) => void): void {
  const pace = new Pace();
  const take = (piece: Buffer): void => {
    if (pace.pauseAfter(piece) === 0) return;
    request.off('data', take).pause(); // many more may come in this very moment
    end(request.socket);
  };
  request.on('data', take);
}
