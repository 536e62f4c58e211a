import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderMoved, markMoved } from './moved-mark';
import { openPlatform } from './platform';

it('refuses to go on in a folder that was moved, says since when and how to go back, and does so', async () => {
  const data = mkdtempSync(join(tmpdir(), 'dossier-moved-'));
  try {
    await (await openPlatform({ data, zone: 'UTC' })).close();
    markMoved(data, 'log-1', '2026-11-28T08:00:00.000Z');
    const refused = openPlatform({ data, zone: 'UTC' });
    await expect(refused).rejects.toBeInstanceOf(FolderMoved);
    for (const said of ['2026-11-28T08:00:00.000Z', join(data, 'moved.json')])
      await expect(refused).rejects.toMatchObject({
        words: { zh: expect.stringContaining(said) as unknown, en: expect.stringContaining(said) as unknown },
      });
    rmSync(join(data, 'moved.json'));
    await (await openPlatform({ data, zone: 'UTC' })).close();
  } finally {
    rmSync(data, { recursive: true });
  }
});
