/**
 * Works on many items at once and gives the results in the order of the items, each as soon as it and all before it
 * are there. At most `window` items are taken whose results were not given yet: a reader that is slow slows the source.
 * When the reader stops, so does the taking.
 */
export async function* inOrder<T, R>(
  source: AsyncIterable<T>,
  window: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<readonly R[]> {
  const slots: { readonly done: Promise<void>; result?: { readonly value: R } }[] = [];
  let ended = false;
  let failure: { readonly error: unknown } | undefined;
  let stopped = false;
  let wake: () => void = () => undefined;
  let room: () => void = () => undefined;

  const taking = (async () => {
    try {
      for await (const item of source) {
        if (stopped) return;
        const slot: (typeof slots)[number] = {
          done: work(item).then((value) => {
            slot.result = { value };
          }),
        };
        slot.done.catch(() => undefined); // awaited below, in its turn
        slots.push(slot);
        wake();
        while (slots.length >= window && !stopped) await new Promise<void>((resolve) => (room = resolve));
      }
    } catch (error) {
      failure = { error };
    } finally {
      ended = true;
      wake();
    }
  })();

  try {
    for (;;) {
      const next = slots[0];
      if (next) {
        await next.done;
        const ready: R[] = [];
        while (slots[0]?.result) ready.push((slots.shift()?.result as { readonly value: R }).value);
        room();
        yield ready;
      } else if (ended) {
        if (failure) throw failure.error;
        return;
      } else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    stopped = true;
    room();
    void taking;
  }
}
