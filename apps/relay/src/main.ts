import { startRelay } from '@dossier/server/distributed/relay';
import { serversOfRelay } from '@dossier/server/distributed/servers';
import { runProgram } from '@dossier/server/program';
import { failedSteps } from '@dossier/web/edge/log';

/** Beside the api and a worker on one machine. */
const PORT = 3002;

runProgram((settings, log) => startRelay(settings, serversOfRelay(process.env), failedSteps(log)), { port: PORT });
