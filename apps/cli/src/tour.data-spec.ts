import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ONLINE_RETAIL, PAGES, Reader, type Step, stepsOf } from '../../../libs/testing/src/tour';

/**
 * The commands of the README's tour, typed in order, and what they print held against what the README says. The second reader
 * has the file imported already: importing it again adds nothing, and the rest is the same.
 */

/** Most milliseconds that a step may take. */
const PATIENCE = 600_000;

const tours = Object.values(PAGES).map(({ file, tour }) => ({ file, steps: stepsOf(tour, file) }));
const isImport = ({ command }: Step): boolean => command.startsWith('npx dossier import ');
/** What an import prints where all of it is there. */
const importedAgain = ({ command, printed }: Step): Step => {
  const numbers = ['541909', '0', '0', '541909', '4372', '25900', '0'];
  return { command, printed: printed.replaceAll(/(?<=[:：] ?)\d+/g, () => numbers.shift() ?? '') };
};

(existsSync(ONLINE_RETAIL) ? describe : describe.skip)('the tour (needs ../shared/data)', () => {
  let imported: string;
  beforeAll(() => {
    imported = join(mkdtempSync(join(tmpdir(), 'imported-')), 'data');
  });
  afterAll(() => rmSync(join(imported, '..'), { recursive: true }));

  describe.each(tours)('of $file', ({ steps }) => {
    let reader: Reader;
    let isThere: boolean;
    beforeAll(async () => {
      reader = await Reader.begin();
      isThere = existsSync(imported);
      if (isThere) cpSync(imported, join(reader.folder, 'data'), { recursive: true });
    });
    afterAll(() => reader.end());

    it.each(steps)(
      '$command',
      async (step) => {
        await reader.types(isThere && isImport(step) ? importedAgain(step) : step, PATIENCE);
        if (isImport(step) && !isThere) cpSync(join(reader.folder, 'data'), imported, { recursive: true });
      },
      2 * PATIENCE,
    );
  });
});

it.each(tours)('finds the commands of the tour in $file', ({ steps }) => {
  expect(steps.map(({ command }) => command.split(' ').slice(0, 3).join(' '))).toContain('npx dossier import');
});
