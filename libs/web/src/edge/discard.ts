import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Pace } from './pieces';

const known = new WeakSet<IncomingMessage>();
/** How many bodies are thrown away now. */
let underWay = 0;
/** Milliseconds for which no more of a body is read, for each piece that came in one go and each body: four times what they take. */
const REST_EACH = 0.02;
/** Shorter ones would not be kept. */
const SHORTEST_REST = 1;

/**
 * Reads a body that nobody wants and throws it away: a caller who still sends would get a reset in place of his answer. One
 * that comes in many tiny pieces is to end. Of any other as much is read as comes in one go, and then nothing for a while, the
 * longer the more bodies there are: Node takes 5 µs for each piece, and reads a connection 32 times in one round.
 */
export function discard(request: IncomingMessage, end: (socket: Socket) => void): void {
  if (known.has(request) || request.destroyed) return;
  known.add(request);
  underWay += 1;
  const pace = new Pace();
  let pieces = 0;
  let isOver = false;
  const rest = (): void => {
    const ms = pieces * REST_EACH * underWay;
    pieces = 0;
    if (ms < SHORTEST_REST || isOver) return;
    request.pause();
    setTimeout(() => {
      if (!isOver) request.resume();
    }, ms).unref();
  };
  const take = (piece: Buffer): void => {
    if (pace.pauseAfter(piece) > 0) {
      over();
      request.pause(); // many more may come in this very moment
      end(request.socket);
    } else if (++pieces === 1) process.nextTick(rest); // once all that came with it is here
  };
  const over = (): void => {
    isOver = true;
    underWay -= 1;
    request.off('data', take).off('end', over).off('close', over);
  };
  // it may have been paused while it waited for room
  request.on('data', take).on('end', over).on('close', over).resume();
}
