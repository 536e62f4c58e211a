import type { Text } from '@dossier/kernel';
import { caughtUp } from './caught-up';
import type { Door } from './door';
import { openTerminal } from './terminal';

const terminal = openTerminal('en', true);
type Look = readonly [position: number, lag: number, halted?: Text];
/** A door that tells of one projection, look by look; the last look stays. */
const door = (...looks: readonly Look[]): Pick<Door, 'ask'> => {
  let at = 0;
  return {
    ask: () => {
      const [position, lag, halted] = looks[Math.min(at++, looks.length - 1)] ?? [0, 0];
      return Promise.resolve({
        status: 200,
        headers: {},
        body: { ...(halted && { halted }), items: [{ name: 'orders', position, lag, parked: 0 }] },
      });
    },
  };
};
const FULL: Text = { zh: '磁盘已满', en: 'the disk is full' };

const waiting = (patience: { readonly halted: number; readonly standing: number }, ...looks: readonly Look[]) =>
  caughtUp(door(...looks) as Door, terminal, undefined, patience);

it('waits while read models move', async () => {
  await expect(waiting({ halted: 1, standing: 1 }, [1, 2], [2, 1], [3, 0])).resolves.toBeUndefined();
});

it('waits while the step after one that failed takes long, and begins anew when something has moved', async () => {
  const looks: readonly Look[] = [
    [1, 3, FULL],
    [1, 3, FULL],
    [2, 2, FULL],
    [2, 2, FULL],
    [3, 1],
    [3, 1, FULL],
    [4, 0],
  ];
  await expect(waiting({ halted: 2, standing: 9 }, ...looks)).resolves.toBeUndefined();
});

it('says why read models do not go on', async () => {
  await expect(waiting({ halted: 2, standing: 9 }, [1, 2, FULL])).rejects.toMatchObject({ details: { why: FULL } });
});

it('waits no longer where nothing moves, and says what may be missing', async () => {
  await expect(waiting({ halted: 9, standing: 2 }, [1, 2], [2, 1])).rejects.toMatchObject({
    text: {
      zh: expect.stringContaining('apps/worker') as unknown,
      en: expect.stringContaining('apps/worker') as unknown,
    },
    details: { lag: 1 },
  });
});
