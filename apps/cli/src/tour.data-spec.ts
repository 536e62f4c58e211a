import { existsSync } from 'node:fs';
import { ONLINE_RETAIL, PAGES, Reader, stepsOf } from '../../../libs/testing/src/tour';

/** The commands of the README's tour, typed in order, and what they print held against what the README says. */
/** Most milliseconds that a step may take. */
const PATIENCE = 600_000;

const tours = Object.values(PAGES).map(({ file, tour }) => ({ file, steps: stepsOf(tour, file) }));

(existsSync(ONLINE_RETAIL) ? describe : describe.skip).each(tours)(
  'the tour of $file (needs ../shared/data)',
  ({ steps }) => {
    let reader: Reader;
    beforeAll(async () => {
      reader = await Reader.begin();
    });
    afterAll(() => reader.end());

    it.each(steps)('$command', (step) => reader.types(step, PATIENCE), 2 * PATIENCE);
  },
);

it.each(tours)('finds the commands of the tour in $file', ({ steps }) => {
  expect(steps.map(({ command }) => command.split(' ').slice(0, 3).join(' '))).toContain('npx dossier import');
});
