import { eventHistory } from '@dossier/testing';
import { policies } from './policies.module';

eventHistory(__dirname, policies.events);
