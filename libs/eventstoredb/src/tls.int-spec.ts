import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binaryEvent } from '@eventstore/db-client';
import { certificate } from '../../../infra/servers/certificate';
import { EventStoreDbServer } from '../../../infra/servers/eventstoredb';
import { Connection, LIMITS } from '.';

const QUICK = { ...LIMITS, patience: 0 };
const folder = mkdtempSync(join(tmpdir(), 'dossier-certificate-'));
const made = certificate(folder);
const log = new EventStoreDbServer(made);
let url: string;
beforeAll(async () => {
  url = await log.listen();
});
afterAll(() => {
  log.stop();
  rmSync(folder, { recursive: true });
});

/** Writes an event and reads it. @returns the number of events that are there */
async function used(at: string): Promise<number> {
  const connection = new Connection(at, QUICK);
  try {
    const [stream, none] = [`order-${randomUUID()}`, new Uint8Array()];
    await connection.append(stream, -1, [binaryEvent({ id: randomUUID(), type: 'a', data: none, metadata: none })]);
    return (await connection.forwards(stream, 0, 10)).length;
  } finally {
    await connection.close();
  }
}

it('writes and reads by TLS where the connection string names the authority of the certificate', async () => {
  expect(await used(`${url}&tlsCAFile=${encodeURIComponent(made.ca)}`)).toBe(1);
});

it.each([
  ['the authority is not named', () => url, /: unable to verify the first certificate$/],
  ['the client does not speak TLS', () => url.replace('tls=true', 'tls=false'), /: Failed to connect[^\n]*$/],
])('says in one sentence that there is no answer where %s', async (_, at, why) => {
  await expect(used(at())).rejects.toMatchObject({ name: 'LogUnreachable', why: { en: expect.stringMatching(why) as unknown } }); // prettier-ignore
});

it('says in one sentence that there is no answer where the server does not speak TLS', async () => {
  const open = new EventStoreDbServer();
  const at = (await open.listen()).replace('tls=false', 'tls=true');
  await expect(used(at)).rejects.toMatchObject({ why: { en: expect.stringMatching(/^EventStoreDB [^\n]+$/) as unknown } }); // prettier-ignore
  open.stop();
});
