import { caughtUp } from './caught-up';
import type { Door } from './door';
import { openTerminal } from './terminal';

const terminal = openTerminal('en', true);
/** A door that tells of one projection, look by look; the last look stays. */
const door = (...looks: readonly (readonly [position: number, lag: number])[]): Pick<Door, 'ask'> => {
  let at = 0;
  return {
    ask: () => {
      const [position, lag] = looks[Math.min(at++, looks.length - 1)] ?? [0, 0];
      return Promise.resolve({
        status: 200,
        headers: {},
        body: { items: [{ name: 'orders', position, lag, parked: 0 }] },
      });
    },
  };
};

it('waits while read models move', async () => {
  await expect(caughtUp(door([1, 2], [2, 1], [3, 0]) as Door, terminal, undefined, 1)).resolves.toBeUndefined();
});

it('waits no longer where nothing moves, and says what may be missing', async () => {
  await expect(caughtUp(door([1, 2], [2, 1]) as Door, terminal, undefined, 2)).rejects.toMatchObject({
    text: {
      zh: expect.stringContaining('apps/worker') as unknown,
      en: expect.stringContaining('apps/worker') as unknown,
    },
    details: { lag: 1 },
  });
});
