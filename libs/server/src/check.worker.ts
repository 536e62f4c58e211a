import { parentPort, workerData } from 'node:worker_threads';
import { checkFolder } from './check';
import type { CheckAnswer, CheckRequest } from './check-thread';

const { folder, depth } = workerData as CheckRequest;
const say = (answer: CheckAnswer): void => parentPort?.postMessage(answer);

void checkFolder(folder, depth, (events, of) => say({ events, of })).then(
  (checked) => say({ checked }),
  (error: unknown) => say({ failed: String(error) }),
);
