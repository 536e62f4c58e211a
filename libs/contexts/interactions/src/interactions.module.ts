import { type ContextDef, defineContext } from '@dossier/kernel';
import { interactionsSection } from './interactions-section';
import { missedPromises } from './react/record-missed-promise/missed-promises';
import { recordMissedPromise } from './react/record-missed-promise/record-missed-promise';
import { contactsReport } from './read/interactions/contacts-report';
import { interactions as interactionList } from './read/interactions/interactions';
import { promises } from './read/promises/promises';
import { promisesReport } from './read/promises/promises-report';
import { correctInteraction } from './write/correct-interaction/correct-interaction';
import { keepPromise } from './write/keep-promise/keep-promise';
import { makePromise } from './write/make-promise/make-promise';
import { movePromise } from './write/move-promise/move-promise';
import { recordInteraction } from './write/record-interaction/record-interaction';
import { releasePromise } from './write/release-promise/release-promise';
import { reopenPromise } from './write/reopen-promise/reopen-promise';
import { retractInteraction } from './write/retract-interaction/retract-interaction';

/** 互动 */
export const interactions: ContextDef = defineContext({
  name: 'interactions',
  title: { zh: '互动', en: 'Interactions' },
  slices: [
    recordInteraction,
    correctInteraction,
    retractInteraction,
    makePromise,
    keepPromise,
    movePromise,
    releasePromise,
    reopenPromise,
    recordMissedPromise,
    missedPromises,
    interactionList,
    promises,
    interactionsSection,
    contactsReport,
    promisesReport,
  ],
});
