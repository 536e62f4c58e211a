import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Rig, reading } from '../../testing/src/rig';
import { shop, tabs } from '../../testing/src/shop';

it('waits no longer than it may for what a read model does not have yet, whatever is collected meanwhile', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const rig = await Rig.open([shop]);
  const { receipt } = await rig.send('shop.OpenTab', { tabId: 't', name: 'tab' });
  const collecting = setInterval(collect, 20);
  try {
    const asked = { ...reading, after: receipt.position, waitMs: 200 };
    await expect(rig.views.wait([tabs], asked)).rejects.toMatchObject({ code: 'reads/not-yet' });
  } finally {
    clearInterval(collecting);
    await rig.close();
  }
});

it('lets others run while very many give up in the same moment', async () => {
  const rig = await Rig.open([shop]);
  const { receipt } = await rig.send('shop.OpenTab', { tabId: 't', name: 'tab' });
  try {
    const asked = { ...reading, after: receipt.position.replace(/\d+$/, '999999'), waitMs: 300 };
    let rounds = 0;
    let counting: NodeJS.Timeout | undefined;
    const began = (): void => void (counting ??= setInterval(() => (rounds += 1), 0));
    const waiting = Array.from({ length: 2_000 }, () => rig.views.wait([tabs], asked).catch(began));
    await Promise.all(waiting);
    clearInterval(counting);
    expect(rounds).toBeGreaterThan(3);
  } finally {
    await rig.close();
  }
});
