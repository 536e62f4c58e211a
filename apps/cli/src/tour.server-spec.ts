import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Registry } from '@dossier/engine';
import type { ReadModelWriter } from '@dossier/read-model';
import { MongoReadModelWriter } from '@dossier/read-model/mongodb';
import { SqliteReadModelWriter } from '@dossier/read-model/sqlite';
import { serversOfApi } from '@dossier/server/distributed/servers';
import { withoutPlace } from '@dossier/testing';
import { MongoVault } from '@dossier/vault/mongodb';
import { SqliteVault } from '@dossier/vault/sqlite';
import { prepared } from '../../../infra/servers/cache';
import { ferretDb } from '../../../infra/servers/ferretdb';
import { kafka } from '../../../infra/servers/kafka';
import { contexts } from '../../../libs/server/src/contexts';
import { documentsOf } from '../../../libs/testing/src/documents-of';
import { until } from '../../../libs/testing/src/until';
import { ONLINE_RETAIL, Reader, type Step, stepsOf } from '../../../libs/testing/src/tour';

/**
 * The same tour on servers, after the commands that the README has come first there: with an api that the tool asks, as
 * where a container engine starts it, and then with a tool that opens the servers itself. What is imported into a folder, some
 * customers of the file with all that is theirs, is moved to the servers; with LONG_TESTS=1 the whole file is imported there,
 * and all numbers are held against the README, which takes twenty minutes longer.
 */
const imports = process.env['LONG_TESTS'] === '1';
const OF_SOME = /,\d+(?:46|02),[^,]*$/;
const ROOT = resolve(__dirname, '../../..');
/** Most milliseconds that a step may take. */
const PATIENCE = 600_000;
/** The same for the whole file: through all programs and servers it takes some minutes. */
const LONG = 2_400_000;

/** What is typed, without the words behind it. */
const typed = ({ command }: Step): string => command.replace(/ +#.*$/, '');
const tour = stepsOf('Five minutes');
const here = stepsOf('On servers');
const first = here.filter((step) => !tour.some((each) => typed(each) === typed(step)));
/** What is printed of some customers: other numbers, and columns as wide as these need. */
const ofSome = ({ command, printed }: Step): Step => ({
  command,
  printed: imports ? printed : printed.replaceAll(/\d[\d.,]*|(?<=\S) {2,}/g, '…'),
});
/** As it is answered here. */
const onServers = tour.map((step) => ofSome(here.find((each) => typed(each) === typed(step)) ?? step));
const [isImport, isStart] = [/^npx dossier import /, /^npm start\b/];
const stepNamed = (form: RegExp, steps: readonly Step[] = onServers): Step =>
  steps.find(({ command }) => form.test(command)) ?? { command: 'false', printed: '' };
const rest = onServers.filter(({ command }) => !isImport.test(command) && !isStart.test(command));

const MOVE: Step = { command: 'npx dossier move --data ./data', printed: '…' };

/** On servers the id of a model ends in the fingerprint of its shape. */
const [inFolders, onMongo] = [new Registry(contexts), new Registry(contexts, true)];

/** What all documents say, byte by byte but for places in the log, each as its digest. */
async function digestsOf(writer: ReadModelWriter, registry: Registry): Promise<ReadonlyMap<string, string>> {
  const all = new Map<string, string>();
  for await (const [name, said] of documentsOf(writer, registry))
    all.set(
      registry === onMongo ? name.replace(/^([^/]+)-[0-9a-f]{8}\//, '$1/') : name,
      createHash('sha256')
        .update(JSON.stringify(withoutPlace(said)))
        .digest('base64'),
    );
  return all;
}

const missing = [kafka, ferretDb].filter(({ name }) => prepared(name) === undefined).map(({ title }) => title);
if (!existsSync(ONLINE_RETAIL)) missing.push(ONLINE_RETAIL);
if (missing.length > 0) process.stderr.write(`\nthe tour on servers is SKIPPED: ${missing.join(', ')} not there\n\n`);

(missing.length > 0 ? describe.skip : describe)('the tour of the README on servers', () => {
  let reader: Reader;
  let data: string;
  let file: string | undefined;
  const servers = () => serversOfApi(reader.environment);
  beforeAll(async () => {
    if (!imports) {
      const lines = gunzipSync(readFileSync(ONLINE_RETAIL)).toString().split('\n');
      file = join(mkdtempSync(join(tmpdir(), 'some-customers-')), 'some.csv.gz');
      writeFileSync(file, gzipSync(lines.filter((line, i) => i === 0 || OF_SOME.test(line)).join('\n')));
    }
    reader = await Reader.begin(file);
    data = join(reader.folder, 'data');
  });
  afterAll(async () => {
    await reader.end();
    if (file !== undefined) rmSync(dirname(file), { recursive: true });
  });

  it('imports into a folder', () => reader.types(ofSome(stepNamed(isImport, tour)), LONG), LONG + PATIENCE);

  it('starts the servers', () => reader.types(first[0] as Step, PATIENCE), 2 * PATIENCE);

  if (imports)
    it('gives both installations one secret, from which they make ids', async () => {
      const embedded = await SqliteVault.open(data, { masterKey: undefined });
      const secret = await embedded.secret();
      await embedded.close();
      const { vault, masterKey } = servers();
      const founded = await MongoVault.open(vault, { masterKey, entropy: (bytes) => secret.subarray(0, bytes) });
      expect(await founded.secret()).toEqual(secret);
      await founded.close();
    });
  else it('moves the folder', () => reader.types(MOVE, LONG), LONG + PATIENCE);

  it.each([...first.slice(1), stepNamed(isStart)])('$command', (step) => reader.types(step, PATIENCE), 2 * PATIENCE);

  describe('where the tool asks an api', () => {
    it('makes the first key', async () => {
      const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
      const [, command = 'false'] = /^docker compose exec api (dossier keys create .*?) +#/m.exec(readme) ?? [];
      await reader.types({ command: `npx ${command}`, printed: '…\napiKey: dsk_…\n…' }, PATIENCE);
      Object.assign(reader.environment, { DOSSIER_URL: reader.url, DOSSIER_KEY: reader.environment['KEY'] });
    });

    if (imports) it('imports the whole file', () => reader.types(stepNamed(isImport), LONG), LONG + PATIENCE);
    else
      it(
        'takes all events',
        () =>
          until(async () => {
            const headers = { authorization: `Bearer ${String(reader.environment['KEY'])}` };
            const { items } = (await (await fetch(`${reader.url}/api/v1/projections`, { headers })).json()) as {
              readonly items: readonly { readonly lag: number }[];
            };
            return items.every(({ lag }) => lag === 0);
          }),
        LONG,
      );

    it(
      'has the documents of the folder',
      async () => {
        const inFolder = new SqliteReadModelWriter(data);
        const shown = await MongoReadModelWriter.open(servers().mongoDb);
        try {
          await shown.prepare(onMongo.allFolds);
          const [wanted, found] = [await digestsOf(inFolder, inFolders), await digestsOf(shown, onMongo)];
          expect(wanted.size).toBeGreaterThan(imports ? 25_900 : 500);
          expect(found.size).toBe(wanted.size);
          const wrong = [...wanted].filter(([name, digest]) => found.get(name) !== digest).map(([name]) => name);
          expect(wrong.slice(0, 100)).toEqual([]);
        } finally {
          await shown.close();
          await inFolder.close();
        }
      },
      LONG,
    );

    it.each(rest)('$command', (step) => reader.types(step, PATIENCE), 2 * PATIENCE);
  });

  describe('where the tool opens the servers', () => {
    beforeAll(() => Object.assign(reader.environment, { DOSSIER_URL: '', DOSSIER_KEY: '' }));

    it.each(rest)('$command', (step) => reader.types(step, PATIENCE), 2 * PATIENCE);
  });
});

it('finds the commands, and starts what docker-compose.yml starts', () => {
  const compose = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');
  const started = [...compose.matchAll(/^ +command: \[node, (.*)\]$/gm)].map(([, file = '']) => `node ${file}`);
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  expect([scripts['start']?.replace('exec ', ''), ...first.slice(1).map(typed)]).toEqual(started);
  expect(first.map(typed)).toHaveLength(3);
  const otherwise = tour.filter((step) => here.some((each) => typed(each) === typed(step)));
  expect(otherwise.map(typed)).toEqual(['npx dossier doctor', 'npm start']);
});
