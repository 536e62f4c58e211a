import { Lanes } from './lanes';
import { eventPlaceText, parsePosition, positionText } from './position';

it('runs one lane in order, also behind a failed task, and lanes side by side', async () => {
  const lanes = new Lanes();
  const seen: string[] = [];
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const first = lanes.run('a', async () => {
    await gate;
    seen.push('a1');
    throw new Error('a1 failed');
  });
  const second = lanes.run('a', () => {
    seen.push('a2');
    return Promise.resolve(2);
  });
  await lanes.run('b', () => Promise.resolve(seen.push('b1')));
  open();
  await expect(first).rejects.toThrow('a1 failed');
  expect(await second).toBe(2);
  expect(seen).toEqual(['b1', 'a1', 'a2']);
});

it('reads back its own positions and refuses those of another log, and forged ones', () => {
  const place = { position: 42 };
  expect(parsePosition('0123abcd', positionText('0123abcd', 42, 'c-1'))).toEqual({ ...place, given: 0 });
  const within = eventPlaceText('0123abcd', { after: 42, given: 7 }, 'c-1');
  expect(parsePosition('0123abcd', within)).toEqual({ ...place, given: 7 });
  for (const forged of [
    'ffffffff-3-42',
    '0123abcd-3',
    '0123abcd-3-x',
    '0123abcd-3-42.',
    '',
    '0123abcd-3-9999999999999999',
  ])
    expect(() => parsePosition('0123abcd', forged)).toThrow('reads/foreign-position');
});
