import { SubjectAttributed } from '@dossier/foundation';
import { decisionSpec, stateOf, told, withPolicy } from '@dossier/testing';
import { response } from '../response';
import { ResponseCorrected, ResponseGiven, ResponseRetracted, ResponseSetAside } from '../response.events';
import { satisfactionPolicy } from '../satisfaction-policy';
import { attributeResponse } from './attribute-response/attribute-response';
import { correctResponse } from './correct-response/correct-response';
import { giveResponse } from './give-response/give-response';
import { retractResponse } from './retract-response/retract-response';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const [responseId, customerId, reason] = ['r', 'c-1', 'x'] as const;
const content = { instrument: 'csat', scale: 5, score: 4, touchpoint: 'delivery', comment: '慢' } as const;
const on = (day: number) => ({ stream: 'survey-response-r', occurredAt: march(day) });
const given = told(ResponseGiven(content), on(6));
const counted = { instrument: 'csat', scale: 5, score: 4 } as const;

const { ...policy } = satisfactionPolicy.initial;

describe('an answer', () => {
  const spec = decisionSpec(giveResponse);
  const asked = { responseId, customerId } as const;
  it('is on the usual scale of its instrument, unless another is named', () => {
    const said = { instrument: 'csat', score: 4, touchpoint: 'delivery', comment: '慢' } as const;
    spec.when({ ...asked, ...said }).then(ResponseGiven(content));
    spec
      .when({ ...asked, instrument: 'nps', score: 0 })
      .then(ResponseGiven({ instrument: 'nps', scale: 10, score: 0 }));
    spec.when({ ...asked, instrument: 'ces', score: 7 }).then(ResponseGiven({ instrument: 'ces', scale: 7, score: 7 }));
    spec
      .when({ ...asked, instrument: 'csat', scale: 10, score: 9, competitor: '东岭' })
      .then(ResponseGiven({ instrument: 'csat', scale: 10, score: 9, competitor: '东岭' }));
  });
  it('lies on its scale, and the scale is one that counts', () => {
    const off = { score: 0, lowest: 1, highest: 5 };
    spec.when({ ...asked, instrument: 'csat', score: 0 }).then('satisfaction/off-the-scale', off);
    spec.when({ ...asked, instrument: 'csat', score: 6 }).then('satisfaction/off-the-scale');
    spec.when({ ...asked, instrument: 'nps', score: 11 }).then('satisfaction/off-the-scale');
    spec.when({ ...asked, instrument: 'nps', scale: 5, score: 3 }).then('satisfaction/unknown-scale');
    spec.when({ ...asked, instrument: 'csat', scale: 4, score: 3 }).then('satisfaction/unknown-scale');
    const policies = withPolicy(satisfactionPolicy, {
      ...policy,
      satisfiedFrom: [{ scale: 4, from: 3 }],
    });
    spec
      .when({ ...asked, instrument: 'csat', scale: 4, score: 3 }, { policies })
      .then(ResponseGiven({ instrument: 'csat', scale: 4, score: 3 }));
  });
});

describe('a correction', () => {
  const spec = decisionSpec(correctResponse);
  it('takes the old answer back at its instant, and says all that holds at the right one', () => {
    const kept = { ...counted, touchpoint: 'delivery' } as const;
    spec
      .given(given)
      .when({ responseId, score: 2, remove: ['comment'], givenAt: march(3), reason })
      .then(
        ResponseSetAside(counted, { occurredAt: march(6) }),
        ResponseCorrected({ ...kept, score: 2, reason }, { occurredAt: march(3) }),
      );
    spec
      .given(given)
      .when({ responseId, instrument: 'nps', score: 9, reason })
      .then(
        ResponseSetAside(counted, { occurredAt: march(6) }),
        ResponseCorrected({ ...content, instrument: 'nps', scale: 10, score: 9, reason }, { occurredAt: march(6) }),
      );
  });
  it('goes on from the correction before it', () => {
    const before = [
      told(ResponseSetAside(counted), on(6)),
      told(ResponseCorrected({ ...content, score: 2, competitor: '东岭', reason }), on(3)),
    ];
    spec
      .given(given, ...before)
      .when({ responseId, remove: ['competitor'], reason })
      .then(
        ResponseSetAside({ ...counted, score: 2, competitor: '东岭' }, { occurredAt: march(3) }),
        ResponseCorrected({ ...content, score: 2, reason }, { occurredAt: march(3) }),
      );
  });
  it('says something new that can be, of an answer that stands', () => {
    spec.given(given).when({ responseId, reason }).then('satisfaction/nothing-corrected');
    spec
      .given(given)
      .when({ responseId, score: 4, givenAt: march(6), remove: ['survey'], reason })
      .thenNothing();
    spec.given(given).when({ responseId, score: 6, reason }).then('satisfaction/off-the-scale');
    spec
      .given(given)
      .when({ responseId, comment: 'y', remove: ['comment'], reason })
      .then('satisfaction/given-and-removed');
    spec
      .given(given)
      .when({ responseId, givenAt: '2027-01-01T00:00:00Z', reason })
      .then('satisfaction/not-happened-yet');
    const gone = told(ResponseRetracted({ ...counted, reason }), on(6));
    spec.given(given, gone).when({ responseId, score: 2, reason }).then('satisfaction/retracted');
    spec.when({ responseId, score: 2, reason }).then('satisfaction/unknown-response', { responseId });
  });
});

it('is retracted once, at its instant', () => {
  const spec = decisionSpec(retractResponse);
  spec
    .given(given)
    .when({ responseId, reason })
    .then(ResponseRetracted({ ...counted, reason }, { occurredAt: march(6) }));
  spec
    .given(given, told(ResponseRetracted({ ...counted, reason }), on(6)))
    .when({ responseId, reason })
    .thenNothing();
  spec.when({ responseId, reason }).then('satisfaction/unknown-response', { responseId });
});

it('is of somebody once that is known', () => {
  const spec = decisionSpec(attributeResponse);
  const needed = (subject: string) => ({ needed: { response: stateOf(response, { ...given, subject }) } });
  const member = '~survey-response-r';
  spec.when({ responseId, customerId }, needed(member)).then(SubjectAttributed({ member, into: customerId }));
  spec
    .when({ responseId, customerId }, needed('c-2'))
    .then('satisfaction/has-customer', { what: responseId, customer: 'c-2' });
  spec.when({ responseId, customerId }, { needed: { response: undefined } }).then('satisfaction/unknown-response');
});
