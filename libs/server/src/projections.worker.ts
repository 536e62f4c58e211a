import { serveProjections } from '@dossier/engine';
import { contexts } from './contexts';

serveProjections(contexts);
