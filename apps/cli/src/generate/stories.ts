import type { Text } from '@dossier/kernel';
import { CAST, proofOf } from '@dossier/server/demo';
import { OLD_CUSTOMERS, oldCustomer } from './books-before';
import { type Books, CLOSING, DAY, midnight, time } from './diary';
import { Dice } from './dice';
import { AWAY_SINCE } from './company';
import type { Grievance } from './grievances';
import { hazards } from './hazards';
import { STAFF } from './staff';
import { type Asked, both, type Item, Role } from './story';
import { workdayFrom } from './workdays';

/** Days of the history that the stories need. */
export const STORY_DAYS = 730;
type Part = keyof typeof CAST;
const NAMES: Readonly<Record<Part, string>> = {
  suzhou: '华岭食品集团苏州工厂',
  chengdu: '华岭食品集团成都工厂',
  film: '华岭食品集团常州薄膜有限公司',
  seasonal: '南沙糖业有限公司',
  unprofitable: '宏达包装商贸有限公司',
  proven: '绿源乳业有限公司',
};

const MONTH = 30.4;
const item = (
  sku: string,
  name: string,
  quantity: number,
  price: number,
  cost: number,
  businessLine: string,
): Item => ({
  ...{ sku, name, quantity, price, cost, businessLine },
});
const parts = (worth: number): readonly Item[] => [
  item('DR-20', '伺服驱动器', 2, 3_420, 2_300, 'spare-parts'),
  item('BT-T10', '同步带', Math.round((worth - 2 * 3_420) / 126), 126, 80, 'spare-parts'),
];

/**
 * The stories that a demo tells: a group that grows while two of its plants leave, with a buyer of two seasons beside them who
 * is rightly not warned of; a proof of delivery that comes late; a large customer who costs more than it brings.
 * @param booksOf of each customer of a story, by a number of its own
 * @param large what the second and the third of the other customers buy in all, in yuan
 */
export function tellStories(booksOf: (actor: number) => Books, large: readonly [second: number, third: number]): void {
  const actors = Object.keys(CAST) as Part[];
  const role = (part: Part): Role => {
    const number = actors.indexOf(part) + 1;
    return new Role(NAMES[part], CAST[part], new Dice(100 + number), booksOf(number));
  };
  const [suzhou, film, proven, buyer] = [role('suzhou'), role('film'), role('proven'), role('unprofitable')];
  const span = booksOf(0);
  leavingPlants(suzhou, role('chengdu'), film, span);
  seasonal(role('seasonal'), span);
  lateProof(proven, span);
  unprofitable(buyer, Math.sqrt(large[0] * large[1]));
  stillOpen(suzhou, film, proven, buyer);
  const old = (index: 0 | 1): Role => {
    const number = actors.length + 1 + index;
    return new Role(OLD_CUSTOMERS[index], oldCustomer(index), new Dice(100 + number), booksOf(number));
  };
  againstRules(old(0), old(1));
}

/** Orders that the report of exceptions lists: two that were entered twice, and two of a customer that was closed by then. */
function againstRules(twice: Role, closed: Role): void {
  const belts = (quantity: number): readonly Item[] => [item('BT-T10', '同步带', quantity, 126, 80, 'spare-parts')];
  const film = (quantity: number): readonly Item[] => [
    item('FM-PE80', 'PE 薄膜（卷）', quantity, 245, 172, 'supplies'),
  ];
  for (const [ago, number, quantity] of [
    [421, 'PO-5512', 9],
    [134, 'PO-6107', 11],
  ] as const)
    for (const days of [0, 2]) twice.buy(ago - days, { items: belts(quantity), number });
  for (const ago of [330, 190, 84, 78]) closed.buy(ago, { items: film(Math.round(ago / 10)) });
  closed.close(90, 30, both({ zh: '已注销', en: 'The company was dissolved' }));
}

/** Of what is usual in a month, by whole months before the one in which the history ends. */
const FALL: Readonly<Record<number, number>> = { 5: 0.95, 4: 0.8, 3: 0.58, 2: 0.58, 1: 0.58, 0: 0.58 };
const USUAL = 40_000;
/** What a plant takes in a usual month, on which days, and how content it was, before its orders fell and since. */
interface Plant {
  readonly facts: Readonly<Record<string, string>>;
  readonly usual: number;
  readonly days: readonly number[];
  readonly items: (worth: number) => readonly Item[];
  readonly content: readonly number[];
  readonly lessContent: readonly number[];
}
const SUZHOU: Plant = {
  facts: { region: '苏州', industry: '制造业' },
  usual: USUAL,
  days: [5, 18],
  items: parts,
  content: [5, 4, 5, 4, 5, 5, 4, 5],
  lessContent: [4, 4, 4, 4, 3, 4, 4],
};
const CHENGDU: Plant = {
  facts: { region: '成都', industry: '制造业' },
  usual: USUAL * 0.7,
  days: [9, 24],
  items: (worth) => [
    item('SK-35', '热封刀', 2, 1_860, 1_240, 'spare-parts'),
    item('HT-22', '电热管', Math.round((worth - 2 * 1_860) / 96), 96, 58, 'spare-parts'),
  ],
  content: [4, 5, 5, 5, 4, 5, 4],
  lessContent: [4, 4, 4, 4, 4, 4, 3],
};

/** What part of its spare parts the plant in Suzhou buys from us, in the eyes of its account manager. */
const SHARES: readonly { readonly ago: number; readonly percent: number }[] = [
  { ago: 420, percent: 78 },
  { ago: 240, percent: 74 },
  { ago: 66, percent: 52 },
];

function leavingPlants(suzhou: Role, chengdu: Role, film: Role, { ends }: Books): void {
  const last = new Date(ends - DAY);
  /** Days before the end of the 5th or the 18th of a month, so many whole months before the last one. */
  const ago = (months: number, day: number): number =>
    Math.round((midnight(ends) - DAY - Date.UTC(last.getUTCFullYear(), last.getUTCMonth() - months, day)) / DAY);
  const live = (plant: Role, { facts, usual, days, items, content, lessContent }: Plant): void => {
    plant.register(729, facts);
    for (let months = 24; months >= 0; months--)
      for (const day of days)
        if (ago(months, day) >= 1 && ago(months, day) < 722)
          plant.buy(ago(months, day), { items: items((usual / days.length) * (FALL[months] ?? 1)) });
    content.forEach((score, i) => plant.answer(500 - i * 40, score));
    lessContent.forEach((score, i) => plant.answer(150 - i * 22, score));
  };
  live(suzhou, SUZHOU);
  live(chengdu, CHENGDU);
  // in words of its own: the list of industries has it not, and the report on data quality says so
  film.register(728, { region: '常州', industry: '薄膜吹塑' });
  for (let months = 24; months >= 0; months--)
    if (ago(months, 11) >= 1 && ago(months, 11) < 722) film.buy(ago(months, 11), { items: parts(USUAL * 0.4) });
  film.buy(130, {
    items: [
      item('PK-350', '立式包装机', 1, 128_000, 96_000, 'machines'),
      item('CW-1', '检重秤', 1, 35_200, 24_000, 'machines'),
      item('CV-3', '输送机', 1, 18_900, 13_000, 'machines'),
    ],
    ships: 8,
  });
  SHARES.forEach(({ ago: days, percent }) => suzhou.share(days, percent));
  suzhou.limit(600, 80_000, both({ zh: '首年付款准时', en: 'Paid in time from the beginning' }));
  film.limit(135, 300_000, both({ zh: '为新产线提高', en: 'Raised for the new line' }));
  suzhou.talk(74, {
    ...{ department: 'service', kind: 'call', channel: 'phone', direction: 'inbound', sentiment: 'neutral' },
    subject: both({ zh: '报修之余得知：采购负责人已离职', en: 'Beside a repair: the head of purchasing has left' }),
    minutes: both({
      zh: '维修主管说采购负责人上月离职，接任者未定。',
      en: 'The head of maintenance says that the head of purchasing left last month; nobody has taken over.',
    }),
    followUp: {
      what: both({ zh: '拜访接任的采购负责人', en: 'Call on whoever takes over' }),
      ...{ owner: STAFF.service, dueAt: time(workdayFrom(midnight(ends) + 3 * DAY) + CLOSING) },
    },
  });
  suzhou.talk(58, {
    ...{ department: 'technical-support', kind: 'visit', direction: 'outbound', sentiment: 'neutral' },
    subject: both({ zh: '现场调试：看到竞争对手的备件', en: 'On site: spare parts of a rival' }),
    minutes: both({
      zh: '备件库里有另一家供应商的同步带，正在三号线试用。',
      en: 'In the store there are timing belts of another supplier, on trial on line 3.',
    }),
  });
  chengdu.talk(24, {
    ...{ department: 'sales', kind: 'meeting', channel: 'video', sentiment: 'negative' },
    subject: both({ zh: '季度会议：另一家报价低 12%', en: 'Quarterly meeting: a rival is 12 % cheaper' }),
    minutes: both({
      zh: '对方提到另一家供应商备件报价低 12%；框架协议 75 天后到期，尚未谈续约。',
      en: 'Another supplier is said to be 12 % cheaper; the frame contract ends in 75 days, its renewal was not talked of.',
    }),
    needs: [both({ zh: '备件价格与对手持平', en: 'Spare parts at the price of the rival' })],
    followUp: {
      what: both({ zh: '提交续约方案', en: 'Send a proposal for the renewal' }),
      ...{ owner: STAFF.accounts, dueAt: time(workdayFrom(midnight(ends) + 5 * DAY) + CLOSING) },
    },
  });
}

/** Buys each January and July: between them its silence is usual. */
function seasonal(mill: Role, { opened, ends }: Books): void {
  mill.register(729, { region: '南宁', industry: '制造业' });
  for (let at = opened; at < ends; at += DAY) {
    const day = new Date(at);
    if ([0, 6].includes(day.getUTCMonth()) && [6, 16].includes(day.getUTCDate()))
      mill.buy(Math.round((midnight(ends) - at) / DAY) - 1, { items: parts(52_000) });
  }
}

/** What was shipped in time and told of a week late: the verdict was missed, and then kept. */
function lateProof(dairy: Role, { ends }: Books): void {
  dairy.register(700, { region: '呼和浩特', industry: '制造业' });
  for (let ago = 690; ago > 60; ago -= 45) dairy.buy(ago, { items: parts(30_000) });
  const proof = proofOf(ends);
  dairy.deliverLate(52, [item('PK-200', '枕式包装机', 3, 86_000, 61_000, 'machines')], proof);
  dairy.talkAt(proof.promised + 3 * DAY, {
    ...{ department: 'sales', kind: 'call', channel: 'phone', direction: 'inbound', sentiment: 'negative' },
    subject: both({ zh: '迟发违约金 ¥38,400', en: 'A penalty of ¥38,400 for shipping late' }),
    minutes: both({
      zh: '系统判定迟发；按合同须赔 ¥38,400。物流称货已按时交承运人，回单未到。',
      en: 'The promise counts as missed; by contract ¥38,400 are due. Logistics say that the goods left in time, the paper is under way.',
    }),
  });
  dairy.talkAt(proof.told + DAY, {
    ...{ department: 'finance', kind: 'mail', channel: 'e-mail', direction: 'outbound', sentiment: 'positive' },
    subject: both({ zh: '回单补登，违约金不成立', en: 'The paper has come: no penalty' }),
  });
}

const CRUSHED: Omit<Grievance, 'complaint'> = {
  severity: 'minor',
  departments: ['logistics'],
  finding: { zh: '外包装与装车方式不当', en: 'Wrongly packed and loaded' },
  cause: 'transport',
  corrective: { zh: '免费补发', en: 'Sent anew free of charge' },
  preventive: { zh: '改用加固包装', en: 'Stronger packaging' },
  answer: { zh: '客户接受补发', en: 'The customer accepts it' },
};

/** Large, and after cost, freight, discounts and returns at a loss; the director sets its tier by hand. */
function unprofitable(buyer: Role, wanted: number): void {
  buyer.register(725, { region: '上海', industry: '批发和零售业' });
  const orders = 46;
  // of what is sold a tenth comes back, and a twelfth is taken off
  const each = wanted / orders / (1 - 0.1 - 0.08);
  const films = (): readonly Item[] => [
    item('FM-BOPP', 'BOPP 薄膜（卷）', Math.max(10, Math.round(each / 318)), 318, 295, 'supplies'),
  ];
  for (let i = 0; i < orders; i++) {
    const items = films();
    const quantity = items[0]?.quantity ?? 0;
    buyer.buy(
      Math.round(715 - (i * 711) / (orders - 1)),
      { items, freight: Math.round(each * 0.06), discount: Math.round(each * 0.08) },
      (orderId, at) => buyer.takeBack(orderId, Math.max(1, Math.round(quantity / 10)), at),
    );
  }
  const said: readonly Text[] = [
    { zh: '运输挤压，十卷报废', en: 'Crushed on the way, ten rolls are waste' },
    { zh: '卷芯变形，无法上机', en: 'The cores are bent and do not fit the machine' },
    { zh: '外膜破损，产线等料', en: 'The wrapping is torn, the line waits' },
    { zh: '托盘倒塌，标签错贴', en: 'The pallet fell over, labels are mixed up' },
  ];
  const waits = { for: { zh: '客户提供损坏照片', en: 'Photographs of the damage' }, days: 3 };
  said.forEach((complaint, i) =>
    buyer.complain(600 - i * Math.round(4 * MONTH), { ...CRUSHED, complaint, ...(i === 3 && { waits }) }),
  );
  buyer.limit(500, 150_000, both({ zh: '按上年销售额', en: 'By the sales of the year before' }));
  buyer.override(185, {
    ...{ scheme: 'value', tier: 'value-medium', approvedBy: '销售总监' },
    reason: both({
      zh: '扣除成本、运费、折扣、退货和投诉工时后亏损',
      en: 'A loss after cost, freight, discounts, returns and hours spent on complaints',
    }),
  });
}

/** What service has to do in the end: who gets it is decided by skill, tier and load. */
function stillOpen(suzhou: Role, film: Role, dairy: Role, buyer: Role): void {
  const ask = (role: Role, back: number, subject: Text, how: Omit<Asked, 'subject'>): void =>
    role.ask(back, { subject: both(subject), ...how });
  // while the only one who knows of it is away
  ask(
    suzhou,
    AWAY_SINCE - 2,
    { zh: '三号线封口机漏气', en: 'The sealer of line 3 leaks air' },
    { skill: 'pneumatics' },
  );
  ask(film, 2, { zh: '新产线接入生产系统', en: 'Connect the new line to the plant’s system' }, { skill: 'software' });
  ask(
    dairy,
    2,
    { zh: '伺服驱动器报警', en: 'The servo drive reports a fault' },
    { skill: 'electrics', assignee: STAFF.electrics },
  );
  ask(
    buyer,
    2,
    { zh: '薄膜跑偏', en: 'The film runs off its track' },
    { skill: 'mechanics', waitingFor: both({ zh: '客户寄来样膜', en: 'A sample of the film' }) },
  );
  ask(buyer, 0, { zh: '咨询标签规格', en: 'Asks for the size of labels' }, { skill: 'parts' });
  film.complain(20, {
    severity: 'major',
    complaint: { zh: '新线封口不牢，5% 漏袋', en: 'Seals of the new line do not hold, one bag in twenty leaks' },
    waits: { for: { zh: '客户寄来漏袋与用膜', en: 'Bags that leak, and the film' }, days: 30 },
    departments: ['technical-support'],
    finding: { zh: '用膜热封层过薄', en: 'The sealing layer of the film is too thin' },
    cause: 'material',
    corrective: { zh: '调整温度与压力', en: 'Set temperature and pressure anew' },
    preventive: { zh: '交机时注明适用薄膜', en: 'The hand-over names the films that it takes' },
    answer: { zh: '客户试产确认', en: 'The customer has tried it' },
  });
  const caution = hazards.find(({ severity }) => severity === 'caution');
  if (caution) dairy.warn(1, caution);
}
