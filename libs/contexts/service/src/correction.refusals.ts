import { defineRefusals } from '@dossier/kernel';

/** Of corrections that say what was entered wrongly. */
export const correctionRefusal = defineRefusals('service', {
  'nothing-corrected': {
    status: 422,
    zh: '请至少给出一项要更正的内容。',
    en: 'Say at least one thing that is to be corrected.',
  },
  'given-and-removed': {
    status: 422,
    zh: '{field} 既要更正又要去除，请只选其一。',
    en: '{field} is both given and taken away; choose one.',
  },
  'not-happened-yet': {
    status: 422,
    zh: '{at} 尚未到来。',
    en: 'It cannot have happened at {at}, which is still to come.',
  },
});
