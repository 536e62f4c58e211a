import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Pace } from './pieces';

/** Milliseconds for which no more is read: for each piece of what came in one go, and at least. */
const REST = { each: 1, least: 10 };

/**
 * Reads a body that nobody wants and throws it away: a caller who still sends would get a reset in place of his answer. One
 * that comes in many tiny pieces is to end. Of any other as much is read as comes in one go, and then nothing for a while: Node
 * takes 5 µs for each piece, and reads a connection 32 times in one round.
 */
export function discard(request: IncomingMessage, end: (socket: Socket) => void): void {
  const pace = new Pace();
  let pieces = 0;
  let isOver = false;
  const rest = (): void => {
    if (isOver) return;
    request.pause();
    setTimeout(goOn, Math.max(REST.least, pieces * REST.each)).unref();
  };
  const goOn = (): void => {
    pieces = 0;
    if (!isOver) request.resume();
  };
  const take = (piece: Buffer): void => {
    if (pace.pauseAfter(piece) > 0) {
      isOver = true;
      request.off('data', take).pause(); // many more may come in this very moment
      end(request.socket);
    } else if (++pieces === 1) process.nextTick(rest); // once all that came with it is here
  };
  request.on('data', take).resume(); // it may have been paused while it waited for room
}
