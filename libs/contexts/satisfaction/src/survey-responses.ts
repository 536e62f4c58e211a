import {
  byStream,
  code,
  defineProjection,
  type Erased,
  idIn,
  type Instant,
  instantField,
  integer,
  isCustomer,
  kind,
  measure,
  orErased,
  orNull,
  READERS,
  type Recorded,
  shape,
  type Shown,
  text,
  unindexed,
} from '@dossier/kernel';
import { response, responseIn } from './response';
import { type ResponseContent, responseEvents } from './response.events';
import {
  BUSINESS_LINE,
  COMMENT,
  COMPETITOR,
  KNOWN_CUSTOMER,
  GIVEN,
  INSTRUMENT,
  ITS_PRODUCT,
  ITS_SURVEY,
  RATED_DEPARTMENT,
  RESPONDENT,
  RESPONSE_ID,
  SCALE,
  SCORE,
  TOPIC,
  TOUCHPOINT,
} from './shown-parts';
import { instruments } from './terms';

export interface ResponseDocument {
  readonly responseId: string;
  /** null: it is anonymous. */
  readonly customer: string | null;
  readonly givenAt: Instant;
  readonly businessLine: string | null;
  readonly content: ResponseContent;
}

const responseView = shape({
  responseId: kind.text(RESPONSE_ID),
  customer: KNOWN_CUSTOMER,
  givenAt: kind.instant(GIVEN),
  instrument: INSTRUMENT,
  score: kind.count(SCORE),
  scale: kind.count(SCALE),
  touchpoint: TOUCHPOINT,
  topic: TOPIC,
  product: ITS_PRODUCT,
  ratedDepartment: RATED_DEPARTMENT,
  survey: ITS_SURVEY,
  competitor: orNull(kind.text(COMPETITOR, { help: { zh: '对我方的为 null', en: 'null where it is about us' } })),
  respondent: orNull(orErased(kind.text(RESPONDENT))),
  comment: orNull(orErased(kind.text(COMMENT))),
  businessLine: BUSINESS_LINE,
});
export type ResponseView = Shown<typeof responseView>;

const orNone = (value: string | Erased | undefined): string | Erased | null => value ?? null;

/** Who corrects it may be of another business line. */
const said = (doc: ResponseDocument | null, content: ResponseContent, at: Recorded): ResponseDocument => ({
  responseId: idIn(response, at.stream),
  ...{ customer: isCustomer(at.subject) ? at.subject : null, givenAt: at.occurredAt },
  businessLine: doc ? doc.businessLine : at.businessLine,
  content: responseIn(content),
});

/** Answers to surveys, one document each: what reports count. One that was retracted is none. */
export const surveyResponses = defineProjection<ResponseDocument>()({
  name: 'survey-responses',
  title: { zh: '满意度答复', en: 'Survey responses' },
  version: 2,
  from: responseEvents,
  key: byStream,
  evolve: {
    ResponseGiven: said,
    ResponseSetAside: (doc) => doc, // the correction that comes with it says the rest
    ResponseCorrected: said,
    ResponseRetracted: () => null,
  },
  fields: {
    customer: text((doc) => doc.customer),
    givenAt: instantField((doc) => doc.givenAt),
    instrument: unindexed(code(instruments, ({ content }) => content.instrument)),
    score: integer(({ content }) => content.score),
    scale: measure(({ content }) => content.scale),
    touchpoint: text(({ content }) => content.touchpoint ?? null),
    topic: text(({ content }) => content.topic ?? null),
    product: text(({ content }) => content.product ?? null),
    ratedDepartment: text(({ content }) => content.ratedDepartment ?? null),
    survey: text(({ content }) => content.survey ?? null),
    competitor: text(({ content }) => content.competitor ?? null),
    businessLine: unindexed(text((doc) => doc.businessLine)),
  },
  shape: responseView,
  view: ({ responseId, customer, givenAt, businessLine, content }): ResponseView => ({
    ...{ responseId, customer, givenAt, businessLine },
    ...{ instrument: content.instrument, score: content.score, scale: content.scale },
    touchpoint: content.touchpoint ?? null,
    topic: content.topic ?? null,
    product: content.product ?? null,
    ratedDepartment: content.ratedDepartment ?? null,
    survey: content.survey ?? null,
    competitor: content.competitor ?? null,
    respondent: orNone(content.respondent),
    comment: orNone(content.comment),
  }),
  shows: ['respondent', 'comment'].map((at) => ({ at, of: [`satisfaction.${at}`] })),
  personal: true,
  routes: [
    {
      path: 'survey-responses',
      summary: { zh: '满意度答复', en: 'Survey responses' },
      by: READERS,
      one: { parameter: 'responseId', of: response },
    },
    {
      path: 'customers/:customer/survey-responses',
      summary: { zh: '某客户的满意度答复', en: 'Survey responses of a customer' },
      by: READERS,
    },
  ],
});
