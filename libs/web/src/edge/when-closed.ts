import type { ServerResponse } from 'node:http';

/** Whether nobody takes an answer any more. The response learns only later that its connection was destroyed. */
export const isClosed = ({ closed, destroyed, socket }: ServerResponse): boolean =>
  closed || destroyed || socket?.destroyed === true;

/**
 * Calls back once when nobody takes an answer any more: it was taken, or its reader is gone. At once where that is so
 * already: the event does not come again, and what the answer held would never be given back.
 */
export function whenClosed(response: ServerResponse, over: () => void): void {
  if (isClosed(response)) over();
  else response.once('close', over);
}

/** Aborts when nobody takes an answer any more. */
export function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  whenClosed(response, () => gone.abort());
  return gone.signal;
}
