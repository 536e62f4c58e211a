import { existsSync } from 'node:fs';
import { ONLINE_RETAIL, Reader, stepsOf } from '../../../libs/testing/src/tour';

/** The commands of the README's tour, typed in order, and what they print held against what the README says. */
const steps = stepsOf('Five minutes');
/** Most milliseconds that a step may take. */
const PATIENCE = 600_000;

(existsSync(ONLINE_RETAIL) ? describe : describe.skip)('the tour of the README (needs ../shared/data)', () => {
  let reader: Reader;
  beforeAll(async () => {
    reader = await Reader.begin();
  });
  afterAll(() => reader.end());

  it.each(steps)('$command', (step) => reader.types(step, PATIENCE), 2 * PATIENCE);
});

it('finds the commands of the tour', () => {
  expect(steps.map(({ command }) => command.split(' ').slice(0, 3).join(' '))).toContain('npx dossier import');
});
