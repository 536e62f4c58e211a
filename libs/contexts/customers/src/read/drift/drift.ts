import {
  code,
  defineProjection,
  flag,
  instantField,
  kind,
  orErased,
  orNull,
  READERS,
  type Recorded,
  shape,
  type Shown,
  text,
  unindexed,
} from '@dossier/kernel';
import { type AttributeName, attributes, shownByAttribute } from '../../attributes';
import { FactAsserted, FactWithdrawn, PersonalFactAsserted } from '../../customer.events';
import { UNNAMED } from '../../department';
import { type Drift, driftsOf, type EverTold, toldByEach, withTold } from '../../drift';
import { lastSaid, SAID, type Said, statementOf } from '../../said';
import { goldenFact, survivorship } from '../../survivorship';

/**
 * What all departments said of one attribute of one customer. When they disagreed follows from all of it, and is found when
 * a document is saved or read: found anew at each event, it took a minute of ten thousand events.
 */
export interface AttributeDrift {
  readonly customer: string;
  readonly attribute: string;
  readonly told: EverTold;
}

const EVENT = { zh: '依据事件', en: 'Event behind it' };
/** Parts that list and report share. */
export const TRUSTED = kind.department(
  { zh: '采用部门', en: 'Trusted' },
  { help: { zh: '按取值优先规则以其值为准。', en: 'The department whose value counts by survivorship.' } },
);
export const SAYS = kind.byKey(
  { zh: '各部门所登记', en: 'What each says' },
  kind.group(
    { zh: '所登记', en: 'What it says at last' },
    { value: orErased(kind.text({ zh: '值', en: 'Value' })), since: SAID.since, eventId: kind.text(EVENT) },
  ),
  { help: { zh: '按部门', en: 'by department' } },
);
const driftShape = shape({
  customer: kind.customer({ zh: '客户', en: 'Customer' }),
  attribute: kind.mostlyCode(attributes.title, attributes),
  differs: kind.flag({ zh: '现有差异', en: 'They disagree now' }),
  since: orNull(
    kind.instant(
      { zh: '差异始于', en: 'Disagree since' },
      { help: { zh: '现无差异时为 null', en: 'null where they agree now' } },
    ),
  ),
  eventId: orNull(kind.text({ zh: '引起差异的事件', en: 'Event that made them disagree' })),
  firstSince: orNull(kind.instant({ zh: '首次出现差异', en: 'Disagreed first' })),
  agreedAt: orNull(
    kind.instant(
      { zh: '最近恢复一致', en: 'Agree again since' },
      { help: { zh: '从未有差异或现有差异时为 null', en: 'null where they disagree now or never did' } },
    ),
  ),
  times: kind.count({ zh: '出现差异次数', en: 'How often they came to disagree' }),
  trusted: orNull(TRUSTED),
  says: SAYS,
});
type DriftView = Shown<typeof driftShape>;

const said = (
  { told: known }: Pick<AttributeDrift, 'told'>,
  { attribute, ...statement }: Pick<Said, 'value' | 'standard'> & { readonly attribute: string },
  at: Recorded,
): AttributeDrift => {
  const { value, standard } = statement;
  const department = at.department ?? UNNAMED;
  const told = withTold(known, { ...statementOf({ value, standard }, at), department, eventId: at.id });
  return { customer: at.subject, attribute, told };
};
const SILENCE: Pick<AttributeDrift, 'told'> = { told: [] };

const open = (drifts: readonly Drift[]): Drift | undefined => drifts.findLast(({ until }) => until === null);

/** What each department says at last. @param told on one attribute */
export const saysOf = (each: ReturnType<typeof toldByEach>): DriftView['says'] =>
  Object.fromEntries(
    Object.entries(each).flatMap(([department, told]) => {
      const { value, since, eventId } = lastSaid(told);
      return value === null ? [] : [[department, { value, since, eventId }]];
    }),
  );

/** 部门数据差异: one document for each customer and attribute. */
export const drift = defineProjection<AttributeDrift>()({
  name: 'drift',
  title: { zh: '部门数据差异', en: 'Where departments disagree' },
  version: 2,
  from: { FactAsserted, PersonalFactAsserted, FactWithdrawn },
  key: ({ subject }, data) => `${subject}/${(data as { readonly attribute: string }).attribute}`,
  evolve: {
    FactAsserted: (known, data, at) => said(known ?? SILENCE, data, at),
    PersonalFactAsserted: (known, data, at) => said(known ?? SILENCE, data, at),
    FactWithdrawn: (known, { attribute }, at) => said(known ?? SILENCE, { attribute, value: null, standard: true }, at),
  },
  policies: [survivorship.name],
  fields: {
    customer: text((doc) => doc.customer),
    attribute: unindexed(code(attributes, (doc) => doc.attribute as AttributeName)), // the log may hold one of another release
    differs: flag(({ told }) => open(driftsOf(told)) !== undefined),
    since: unindexed(instantField(({ told }) => open(driftsOf(told))?.since ?? null)),
    firstSince: unindexed(instantField(({ told }) => driftsOf(told)[0]?.since ?? null)),
    agreedAt: instantField(({ told }) => driftsOf(told).at(-1)?.until ?? null),
  },
  shape: driftShape,
  view: (doc, { policies }): DriftView => {
    const each = toldByEach(doc.told);
    const drifts = driftsOf(doc.told);
    const { since = null, eventId = null } = open(drifts) ?? {};
    return {
      ...{ customer: doc.customer, attribute: doc.attribute },
      ...{ differs: since !== null, since, eventId },
      firstSince: drifts[0]?.since ?? null,
      agreedAt: drifts.at(-1)?.until ?? null,
      times: drifts.length,
      trusted: goldenFact(each, doc.attribute, policies(survivorship).document)?.department ?? null,
      says: saysOf(each),
    };
  },
  shows: [shownByAttribute('says/*/value')],
  personal: true,
  routes: [
    {
      path: 'drift',
      summary: { zh: '部门数据差异（各客户各属性）', en: 'Where departments disagree, by customer and attribute' },
      by: READERS,
    },
    {
      path: 'customers/:customer/drift',
      summary: { zh: '一个客户的部门数据差异', en: 'Where departments disagree of a customer' },
      by: READERS,
    },
  ],
});
