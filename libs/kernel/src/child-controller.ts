/**
 * A controller that is aborted with its parent's signal, and stops listening to the parent when it is aborted itself.
 * One is made for every step: those of AbortSignal.any would stay in memory as long as the parent.
 */
export function childController(parent: AbortSignal): AbortController {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  if (parent.aborted) abort();
  parent.addEventListener('abort', abort, { once: true });
  controller.signal.addEventListener('abort', () => parent.removeEventListener('abort', abort), { once: true });
  return controller;
}
