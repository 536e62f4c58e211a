import { startRelay } from '@dossier/server/distributed/relay';
import { serversOfRelay } from '@dossier/server/distributed/servers';
import { runProgram } from '@dossier/server/program';
import { settingsOf } from '@dossier/server/settings';
import { failedSteps } from '@dossier/web/edge/log';

/** Beside the api and a worker on one machine. */
const PORT = 3002;

runProgram((log) => startRelay(settingsOf(process.env, PORT), serversOfRelay(process.env), failedSteps(log)));
