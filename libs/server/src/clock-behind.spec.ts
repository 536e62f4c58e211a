import { FakeClock } from '@dossier/testing';
import { Rig } from '../../testing/src/rig';
import { clockBehind, newestRecordedAt } from './clock-behind';
import { contexts } from './contexts';

it('tells an operator of a clock that shows an earlier time than what was recorded last, and what follows from it', async () => {
  const rig = await Rig.open(contexts);
  const at = (now: string) =>
    clockBehind({ feed: rig.feed, clock: new FakeClock(now), zone: { name: 'Asia/Shanghai' } as never });
  try {
    expect(await newestRecordedAt(rig)).toBeNull();
    expect(await at('2000-01-01T00:00:00.000Z')).toBeUndefined();
    rig.clock.set('2030-01-01T00:00:00.000Z');
    await rig.send('customers.RegisterCustomer', { customerId: 'c', kind: 'organisation' });
    expect(await newestRecordedAt(rig)).toBe('2030-01-01T00:00:00.000Z');
    expect(await at('2029-12-31T23:59:30.000Z')).toBeUndefined();
    const told = await at('2026-11-28T10:00:00.000Z');
    expect(told?.zh).toContain('2030-01-01 08:00:00');
    expect(told?.en).toContain('later than the clock of this machine, 2026-11-28 18:00:00');
  } finally {
    await rig.close();
  }
});
