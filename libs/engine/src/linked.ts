/**
 * A controller that aborts with a signal, and lets go of it when it is aborted itself. AbortSignal.any keeps something
 * of every call for as long as its longest source lives, and these are made for every step.
 */
export function linked(signal: AbortSignal): AbortController {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  controller.signal.addEventListener('abort', () => signal.removeEventListener('abort', abort), { once: true });
  return controller;
}
