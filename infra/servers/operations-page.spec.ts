import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LIMITS as KAFKA } from '../../libs/event-feed/src/adapters/kafka/limits';
import { LIMITS as EVENTSTOREDB } from '../../libs/eventstoredb/src/limits';
import { LIMITS as READ_MODELS } from '../../libs/read-model/src/adapters/mongodb/limits';
import { LIMITS as WEB } from '../../libs/web/src/edge/limits';

const root = resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const page = read('docs/operations.md');

/** Bounds that are no times. */
const NO_TIMES = ['inFlight', 'batch', 'characters', 'held', 'strangers', 'ofOneCaller', 'ofAllCallers'];

it.each(Object.entries({ ...{ EVENTSTOREDB, READ_MODELS, KAFKA, WEB } }))('names all times of %s', (name, limits) => {
  const times = Object.entries(limits).filter(
    ([each]) => !NO_TIMES.includes(each) || (name === 'READ_MODELS' && each === 'held'),
  );
  expect(times.length).toBeGreaterThan(4);
  for (const [each, value] of times) expect(page).toMatch(new RegExp(`\\| \`${each}\` +\\| ${String(value)} `));
});
