import { serversOfWorker } from '@dossier/server/distributed/servers';
import { startWorker } from '@dossier/server/distributed/worker';
import { runProgram } from '@dossier/server/program';
import { failedSteps } from '@dossier/web/edge/log';

/** Beside the api on one machine. */
const PORT = 3001;

runProgram((settings, log) => startWorker(settings, serversOfWorker(process.env), failedSteps(log)), { port: PORT });
