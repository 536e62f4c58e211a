import { embeddedIn, rigsOn } from '../../testing/src/rig';
import { engineSpecs } from './engine.contract';

rigsOn(embeddedIn(4)); // before the specs are read
engineSpecs();
