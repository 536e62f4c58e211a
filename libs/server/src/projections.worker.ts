import { contexts } from './contexts';
import { serveProjections } from './projections-thread';

serveProjections(contexts);
