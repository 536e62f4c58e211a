import type { ServerResponse } from 'node:http';

/** Whether an answer has no reader any more. Checks the socket too: the response learns later that it was destroyed. */
export const isClosed = ({ closed, destroyed, socket }: ServerResponse): boolean =>
  closed || destroyed || socket?.destroyed === true;

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
