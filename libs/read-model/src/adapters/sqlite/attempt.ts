/** Runs work synchronously; a throw becomes a rejection. */
export const attempt = <T>(work: () => T): Promise<T> =>
  new Promise((resolve) => {
    resolve(work());
  });
