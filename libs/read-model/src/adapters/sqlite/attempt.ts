/** Work done at once whose failure is a rejection, never a throw. */
export const attempt = <T>(work: () => T): Promise<T> =>
  new Promise((resolve) => {
    resolve(work());
  });
