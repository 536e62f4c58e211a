import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Pace } from './pieces';

const known = new WeakSet<IncomingMessage>();
/** How many bodies are thrown away now. */
let underWay = 0;
/** Milliseconds of rest for each piece and each such body: four times what they take. */
const REST_EACH = 0.02;
/** Shorter ones are saved up. */
const SHORTEST_REST = 10;

/**
 * Reads a body that nobody wants and throws it away: a caller who still sends would get a reset in place of his answer. One
 * that comes in many tiny pieces is to end. Any other is read with rests between, the longer the more pieces and such bodies
 * there are: Node takes 5 µs for each piece, and reads a connection 32 times in one round.
 */
export function discard(request: IncomingMessage, end: (socket: Socket) => void): void {
  const { socket } = request;
  if (known.has(request) || request.complete || socket.destroyed) return;
  known.add(request);
  underWay += 1;
  const pace = new Pace();
  let [owed, isOver] = [0, false];
  const take = (piece: Buffer): void => {
    owed += REST_EACH * underWay;
    if (pace.pauseAfter(piece) > 0) {
      over();
      request.pause(); // many more may come in this very moment
      end(socket);
    } else if (owed >= SHORTEST_REST) {
      request.pause();
      setTimeout(goOn, owed).unref();
      owed = 0;
    }
  };
  const goOn = (): void => {
    if (!isOver) request.resume();
  };
  const over = (): void => {
    isOver = true;
    underWay -= 1;
    request.off('data', take).off('end', over);
    socket.off('close', over);
  };
  socket.on('close', over); // of a request that was answered Node tells nothing
  // it may have been paused while it waited for room
  request.on('data', take).on('end', over).resume();
}
