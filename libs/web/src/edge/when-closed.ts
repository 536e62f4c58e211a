import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The connection of an answer, also of one that waits behind another: that has none of its own yet. */
export const socketOf = ({ socket, req }: ServerResponse): Socket => socket ?? req.socket;

/** Whether an answer has no reader any more. Checks the socket too: the response learns later that it was destroyed. */
export const isClosed = (response: ServerResponse): boolean =>
  response.closed || response.destroyed || socketOf(response).destroyed;

/**
 * Calls back once when an answer ended or its reader is gone; at once if that was before: the event does not come
 * again, and what the answer holds would never be given back.
 * @returns ends the listening
 */
export function whenClosed(response: ServerResponse, over: () => void): () => void {
  if (isClosed(response)) over();
  else response.once('close', over);
  return () => void response.off('close', over);
}
