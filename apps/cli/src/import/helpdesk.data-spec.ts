import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { contexts } from '../../../../libs/server/src/contexts';
import { type DoorUnderTest, openDoor } from '../../../../libs/testing/src/door';
import type { Door } from '../door';
import { openTerminal } from '../terminal';
import { helpdesk } from './helpdesk';
import { importFile, type ImportResult } from './import-file';

/** The real log of a help desk: 21,348 activities of 4,580 tickets. */
const FILE = resolve(__dirname, '../../../../../shared/data/helpdesk/helpdesk.csv.gz');
const present = existsSync(FILE);
if (!present) console.warn(`${FILE} is not there: the help desk is NOT imported`);

/** The tool's door to an engine in this process. */
const doorTo = (over: DoorUnderTest): Door => ({
  isOwner: true,
  ask: async (method, path) => ({ ...(await over.call(method as 'GET', path)), headers: {} }),
  lines: () => {
    throw new Error('not asked for');
  },
  bulk: async function* (lines) {
    const all: string[] = [];
    for await (const line of lines) all.push(line);
    yield* await over.bulk(all, '?backfill=true');
  },
  close: () => Promise.resolve(),
});

const quiet = { isTTY: false, write: () => true };
const naming = (kind: string, key: string): string => `${kind}-${key}`.replaceAll(/[^A-Za-z0-9.-]/g, '_');

(present ? describe : describe.skip)('the help desk', () => {
  let over: DoorUnderTest;
  const run = (): Promise<ImportResult> => {
    const terminal = openTerminal('en', true, quiet, quiet);
    return importFile(doorTo(over), {
      mapping: helpdesk,
      file: FILE,
      naming,
      terminal,
      elapsed: () => performance.now(),
    });
  };
  beforeAll(async () => {
    over = await openDoor({ contexts });
  });
  afterAll(() => over.close());

  it('is 4,580 requests from 21,348 events', async () => {
    expect(await run()).toMatchObject({ rows: 21_348, accepted: 21_348, rejected: 0, unchanged: 0, orders: 4_580 });
    await over.rig.caughtUp();
  });

  it('has the published times to resolve, and nothing that was promised', async () => {
    const { body } = await over.call('GET', '/reports/sla');
    expect((body as { readonly total: object }).total).toMatchObject({
      ...{ requests: 4_580, resolved: 4_569, closed: 4_559, reopened: 386 },
      ...{ meanDays: 11.54, medianDays: 6.66, closedMeanDays: 11.46, closedMedianDays: 6.3 },
      ...{ resolutionMet: 0, resolutionMissed: 0, resolutionRunning: 0, resolutionRate: null },
    });
  });

  it('adds nothing when it is brought in again', async () => {
    const before = await over.rig.feed.head();
    expect(await run()).toMatchObject({ accepted: 0, unchanged: 21_348, events: 0 });
    expect(await over.rig.feed.head()).toBe(before);
  });
});
