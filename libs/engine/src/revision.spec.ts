import { customers } from '../../contexts/customers/src/customers.module';
import { reading, Rig } from '../../testing/src/rig';
import { cure, shop, tabs } from '../../testing/src/shop';

let rig: Rig;
beforeEach(async () => {
  cure.known = false;
  rig = await Rig.open([customers, shop]);
});
afterEach(() => rig.close());

const buy = (item: string) => rig.send('shop.Buy', { tabId: 'a', item, price: 2 });
/** What the document says, and of which revision it says to be. */
async function shown(): Promise<unknown> {
  const found = await rig.views.aggregate(tabs, 'tab-a', 'tab-a', reading);
  return found && [(found.view as { readonly sum: number }).sum, found.revision];
}

describe('the revision of a document', () => {
  it('is that of what it shows, however far the log is ahead of it', async () => {
    expect(await shown()).toBeNull();
    await rig.send('shop.OpenTab', { tabId: 'a', guest: 'g' });
    await buy('tea');
    await rig.caughtUp();
    await buy('cake');
    expect(await shown()).toEqual([2, 1]);
    await rig.caughtUp();
    expect(await shown()).toEqual([4, 2]);
  });
  it('counts events that change nothing in it', async () => {
    await rig.send('shop.OpenTab', { tabId: 'a', guest: 'g' });
    await rig.send('shop.Remind', { tabId: 'a' });
    await rig.caughtUp();
    expect(await shown()).toEqual([0, 1]);
  });
  it('stays behind an event that the document could not take', async () => {
    await rig.send('shop.OpenTab', { tabId: 'a', guest: 'g' });
    await buy('tea');
    await buy('poison');
    await rig.caughtUp();
    expect(await shown()).toEqual([2, 1]);
  });
});
