import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificate } from '../../../../infra/servers/certificate';
import { EventStoreDbServer } from '../../../../infra/servers/eventstoredb';
import { type FerretDb, ferretDb } from '../../../../infra/servers/ferretdb';
import { kafka, type KafkaServer } from '../../../../infra/servers/kafka';
import { onServer } from '../../../../infra/servers/on-server';
import { Program } from '../../../testing/src/program';

const LOOK = 'look at the setting and the server';
const UNTRUSTED = 'unable to verify the first certificate; name a file with the certificate of its authority by';
const MONGODB = 'DOSSIER_VAULT_URL (MONGODB_URL)';

onServer<KafkaServer>(kafka, ({ ours: brokers, itOurs: itOurBrokers }) => {
  onServer<FerretDb>(ferretDb, ({ ours: database, itOurs: itOurDatabase }) => {
    const itOurs = itOurBrokers === it ? itOurDatabase : itOurBrokers;
    const folder = mkdtempSync(join(tmpdir(), 'dossier-certificate-'));
    const made = certificate(folder);
    const log = new EventStoreDbServer(made);
    const running: Program[] = [];
    let servers: Readonly<Record<string, string>>;
    beforeAll(async () => {
      const url = await log.listen();
      if (itOurs !== it) return;
      const { address, login, ca } = brokers().closed;
      const mongo = database().closed;
      servers = {
        EVENTSTOREDB_URL: `${url}&tlsCAFile=${encodeURIComponent(made.ca)}`,
        MONGODB_URL: `${mongo.address}&tlsCAFile=${encodeURIComponent(mongo.ca)}`,
        ...{ KAFKA_BROKERS: address, KAFKA_TLS: 'true', NODE_EXTRA_CA_CERTS: ca },
        ...{ KAFKA_USERNAME: login.username, KAFKA_PASSWORD: login.password },
        DOSSIER_MASTER_KEY: 'c0'.repeat(32),
      };
    });
    afterAll(async () => {
      await Promise.all(running.map((program) => program.end('SIGKILL')));
      log.stop();
      rmSync(folder, { recursive: true });
    });
    const start = (...how: Parameters<typeof Program.start>): Program => {
      const program = Program.start(...how);
      running.push(program);
      return program;
    };

    itOurs('works on all three by TLS, and is known to Kafka and MongoDB', async () => {
      const first = start('tool', servers, ['keys', 'create', '--role', 'admin', '--name', 'me']);
      expect([await first.end(), first.said]).toEqual([0, expect.stringContaining('dsk_')]);
      const worker = start('worker', servers);
      const relay = start('relay', servers);
      for (const each of [worker, relay]) {
        const url = await each.says(/at work: (http:\S+)\/health/);
        while ((await fetch(`${url}/health/ready`)).status !== 200); // Kafka may not be quite there yet
        expect(await each.end('SIGTERM')).toBe(0);
      }
    });

    itOurs(
      'names in one sentence the setting of a server that it does not trust, or that does not know it',
      async () => {
        const untrusting = { ...servers, NODE_EXTRA_CA_CERTS: '' };
        const at = (url: string) => ({ ...servers, MONGODB_URL: url });
        const mongo = servers['MONGODB_URL'] ?? '';
        const refused = [
          [
            'worker',
            untrusting,
            `KAFKA_BROKERS: Kafka does not answer: Connection error: ${UNTRUSTED} NODE_EXTRA_CA_CERTS`,
          ],
          [
            'worker',
            { ...servers, KAFKA_PASSWORD: 'guessed' },
            `KAFKA_BROKERS: Kafka does not accept KAFKA_USERNAME and KAFKA_PASSWORD; ${LOOK}`,
          ],
          [
            'tool',
            at(mongo.replace(/&tlsCAFile=.*/, '')),
            `${MONGODB}: MongoDB did not do what was asked: ${UNTRUSTED} tlsCAFile`,
          ],
          [
            'tool',
            at(mongo.replace(/(?<=tlsCAFile=).*/, '/nowhere')),
            `${MONGODB}: ENOENT: no such file or directory, open '/nowhere'; ${LOOK}`,
          ],
          [
            'tool',
            at(mongo.replace('only', 'not')),
            `${MONGODB}: MongoDB did not do what was asked: user, password or rights do not suffice; ${LOOK}`,
          ],
        ] as const;
        await Promise.all(
          refused.map(async ([what, environment, said]) => {
            const program = start(what, environment, what === 'tool' ? ['keys', 'list'] : []);
            const code = await program.end();
            const lines = program.said.split('\n').filter((line) => !/^loaded|DEP0123|trace-deprecation/.test(line));
            expect([code, lines]).toEqual([1, [said]]);
          }),
        );
      },
    );
  });
});
