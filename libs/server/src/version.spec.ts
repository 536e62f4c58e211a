import { join, resolve } from 'node:path';
import { versionOf } from './version';

const root = resolve(__dirname, '../../..');
const { version } = jest.requireActual<{ readonly version: string }>(join(root, 'package.json'));

it.each(['apps/api/src', 'dist/apps/api/src', '.'])('is that of package.json, seen from %s', (folder) => {
  expect(versionOf(join(root, folder))).toBe(version);
});
