import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Pace } from './pieces';

const known = new WeakSet<IncomingMessage>();
/** Milliseconds of rest for each piece: four times what it takes. */
const REST_EACH = 0.02;
/** Shorter ones are saved up, in milliseconds. */
const SHORTEST_REST = 10;
/** Most that is owed for all pieces, in milliseconds: it is forgotten as soon as those who sent them have gone. */
const MOST_OWED = 10_000;
/** Milliseconds for which a body rests altogether; then its connection ends, which may have been left long before. */
const MOST_REST = 30_000;
/** Until when all pieces so far rest, if they did so one after the other. */
let owedUntil = 0;

/**
 * Rest for one more piece: the longer the more pieces came of all bodies lately, so that all of them together stay within their
 * share. One of which nothing comes makes no other rest.
 */
function restForOne(): number {
  const now = performance.now();
  const owed = Math.max(0, owedUntil - now);
  owedUntil = now + Math.min(MOST_OWED, owed + REST_EACH);
  return REST_EACH * Math.max(1, owed / SHORTEST_REST);
}

/**
 * Reads a body that nobody wants and throws it away: a caller who still sends would get a reset in place of his answer. One
 * that comes in many tiny pieces is to end. Any other is read with rests between: Node takes 5 µs for each piece, and reads a
 * connection 32 times in one round.
 */
export function discard(request: IncomingMessage, end: (socket: Socket) => void): void {
  const { socket } = request;
  if (known.has(request) || request.complete || socket.destroyed) return;
  known.add(request);
  const pace = new Pace();
  let [owed, rested, isOver] = [0, 0, false];
  const take = (piece: Buffer): void => {
    owed += restForOne();
    if (pace.pauseAfter(piece) > 0 || rested > MOST_REST) {
      over();
      request.pause(); // many more may come in this very moment
      end(socket);
    } else if (owed >= SHORTEST_REST) {
      request.pause();
      setTimeout(goOn, owed).unref();
      rested += owed;
      owed = 0;
    }
  };
  const goOn = (): void => {
    if (!isOver) request.resume();
  };
  const over = (): void => {
    isOver = true;
    request.off('data', take).off('end', over);
    socket.off('close', over);
  };
  socket.on('close', over); // of a request that was answered Node tells nothing
  // it may have been paused while it waited for room
  request.on('data', take).on('end', over).resume();
}
