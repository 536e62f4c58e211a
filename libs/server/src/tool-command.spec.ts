import { resolve } from 'node:path';
import { toolCommand } from './tool-command';

it.each([
  ['the folder that it takes anyway', 'data', ''],
  ['the same by its whole path', resolve('data'), ''],
  ['another one', '/srv/dossier', ' --data /srv/dossier'],
  ['one beside it, whole: the reader may stand elsewhere', 'data-2', ` --data ${resolve('data-2')}`],
  [
    'one that a shell would read otherwise',
    "/srv/Key accounts/Li's $HOME",
    String.raw` --data '/srv/Key accounts/Li'\''s $HOME'`,
  ],
  ['one that readers elsewhere do not have', undefined, ''],
])('names to the tool %s', (_what, data, option) => {
  expect(toolCommand('query customers', data)).toBe(`npx dossier query customers${option}`);
});
