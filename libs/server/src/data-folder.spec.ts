import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { verifyLog } from '@dossier/engine';
import { reading, Rig } from '../../testing/src/rig';
import { contexts } from './contexts';

const SAMPLES = resolve(__dirname, '../../testing/samples');

describe.each(readdirSync(SAMPLES))('%s, written by an earlier version,', (sample) => {
  const folder = mkdtempSync(join(tmpdir(), 'sample-'));
  let rig: Rig;
  beforeAll(async () => {
    cpSync(join(SAMPLES, sample), folder, { recursive: true });
    chmodSync(join(folder, 'master.key'), 0o600);
    rig = await Rig.open(contexts, { folder });
    await rig.caughtUp();
  });
  afterAll(async () => {
    await rig.close();
    rmSync(folder, { recursive: true });
  });

  it('P14: is opened, and every event in it is decoded today', async () => {
    const { events } = await rig.feed.read(0, 1_000);
    expect(events.length).toBeGreaterThanOrEqual(20);
    expect(await rig.codec.decode(events)).toHaveLength(events.length);
    expect(await rig.reader.parked()).toEqual([]);
  });

  it('P13: still has its chains of hashes', async () => {
    expect(await verifyLog(rig.feed)).toMatchObject({ broken: null });
  });

  it('P12, P15: gives the documents it gave then, with what is personal opened', async () => {
    const view = (await rig.customers.view360('acme', {}, reading))?.view as { sales: object };
    expect(JSON.stringify(view)).toContain('艾克米工业有限公司');
    expect(JSON.stringify(view)).toContain('+862160000000');
    // an order of 2,513.55 less the return of 1,250.50, a cancelled one, the attributed one of 2,501.00, a credit of 1.26
    expect(view.sales).toMatchObject({ net: [{ amount: '3762.79', currency: 'CNY' }] });
    expect(await rig.customers.resolve('K-4711')).toBe('acme');
  });

  it('P3: remembers the keys of its commands', async () => {
    const document = rig.registry.policies.get('survivorship')?.initial as object;
    const again = { name: 'survivorship', document, approvedBy: 'board' };
    expect((await rig.send('policies.PublishPolicy', again, { key: 'a-key' })).replayed).toBe(true);
  });
});
