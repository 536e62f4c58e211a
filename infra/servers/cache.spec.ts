import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepared, prepareOnce } from './cache';

const home = mkdtempSync(join(tmpdir(), 'dossier-cache-'));
const before = process.env['XDG_CACHE_HOME'];
beforeAll(() => (process.env['XDG_CACHE_HOME'] = home));
afterAll(() => {
  if (before === undefined) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = before;
  rmSync(home, { recursive: true });
});

it('prepares once, and shows nothing before it is whole', async () => {
  const seen: (string | undefined)[] = [];
  const make = (folder: string): Promise<void> => {
    seen.push(prepared('whole-1'));
    writeFileSync(join(folder, 'program'), 'it');
    return Promise.resolve();
  };
  const folders = [await prepareOnce('whole-1', make), await prepareOnce('whole-1', make)];
  expect(seen).toEqual([undefined]);
  expect(folders).toEqual([prepared('whole-1'), prepared('whole-1')]);
  expect(readFileSync(join(String(prepared('whole-1')), 'program'), 'utf8')).toBe('it');
});

it('leaves nothing of a preparation that failed', async () => {
  const kept = readdirSync(join(home, 'dossier-servers'));
  const failing = prepareOnce('broken-1', async (folder, room) => {
    writeFileSync(join(folder, 'half'), '');
    await room.run(['sh', '-c', 'echo no such package; exit 1']);
  });
  await expect(failing).rejects.toThrow(/no such package/);
  expect(readdirSync(join(home, 'dossier-servers'))).toEqual(kept);
});

it('keeps the one that was whole first where two prepare at once', async () => {
  const make = (text: string) => async (folder: string) => {
    writeFileSync(join(folder, 'program'), text);
    if (text === 'slow') await prepareOnce('twice-1', make('fast'));
  };
  const folder = await prepareOnce('twice-1', make('slow'));
  expect(readFileSync(join(folder, 'program'), 'utf8')).toBe('fast');
});
