/** A thing that is sold. */
export interface Product {
  readonly sku: string;
  readonly zh: string;
  readonly en: string;
  /** In yuan. */
  readonly price: number;
  /** What one costs us, about, in yuan. */
  readonly cost: number;
  readonly partClass?: 'common' | 'uncommon';
  readonly businessLine: string;
}
const machine = (sku: string, zh: string, en: string, price: number, cost: number): Product => ({
  sku,
  zh,
  en,
  price,
  cost,
  businessLine: 'machines',
});
const part = (
  sku: string,
  zh: string,
  en: string,
  price: number,
  cost: number,
  partClass: 'common' | 'uncommon',
): Product => ({
  sku,
  zh,
  en,
  price,
  cost,
  partClass,
  businessLine: 'spare-parts',
});
const supply = (sku: string, zh: string, en: string, price: number, cost: number): Product => ({
  sku,
  zh,
  en,
  price,
  cost,
  businessLine: 'supplies',
});

export const products: readonly [Product, ...Product[]] = [
  machine('PK-200', '枕式包装机', 'Flow wrapper', 86_000, 61_000),
  machine('PK-350', '立式包装机', 'Vertical bagger', 128_000, 96_000),
  machine('LB-10', '贴标机', 'Labelling machine', 42_500, 30_200),
  machine('CV-3', '输送机', 'Conveyor', 18_900, 13_000),
  machine('CW-1', '检重秤', 'Checkweigher', 35_200, 24_000),
  part('BR-6204', '深沟球轴承', 'Ball bearing', 38.5, 24.6, 'common'),
  part('BT-T10', '同步带', 'Timing belt', 126, 80, 'common'),
  part('SN-M12', '接近开关', 'Proximity switch', 89, 54, 'common'),
  part('HT-220', '加热管', 'Heating cartridge', 64.8, 38.2, 'common'),
  part('KN-150', '切刀', 'Cutting knife', 310, 186, 'common'),
  part('MT-750', '伺服电机', 'Servo motor', 2_860, 1_980, 'uncommon'),
  part('DR-20', '伺服驱动器', 'Servo drive', 3_420, 2_300, 'uncommon'),
  part('PLC-S7', '可编程控制器', 'Controller', 4_150, 3_080, 'uncommon'),
  part('HM-7', '触摸屏', 'Touch panel', 1_980, 1_390, 'uncommon'),
  part('GB-60', '减速机', 'Gearbox', 1_750, 1_160, 'uncommon'),
  supply('FM-PE80', 'PE 薄膜（卷）', 'PE film, roll', 245, 172),
  supply('FM-BOPP', 'BOPP 薄膜（卷）', 'BOPP film, roll', 318, 295),
  supply('LB-RL', '不干胶标签（卷）', 'Labels, roll', 56.9, 41.3),
  supply('IK-BK', '黑色油墨', 'Black ink', 178, 118),
  supply('OL-46', '润滑油 18 L', 'Lubricant 18 l', 420, 302),
  supply('TP-50', '封箱胶带（箱）', 'Packing tape, box', 96, 71),
];

/** A city, and how its telephone numbers look: `#` is any digit. */
export interface City {
  readonly name: string;
  readonly phone: string;
  /** A partner delivers there, and does not say what it costs. */
  readonly byPartner?: true;
}
/** Where customers are: what they pay in, and what a yuan is there in the smallest step of a price. */
export interface Place {
  readonly country: string;
  readonly cities: readonly [City, ...City[]];
  /** How its companies are called, around brand, trade and city. */
  readonly company: (brand: string, trade: string, city: string) => string;
  readonly currency: string;
  /** Units of the currency for a yuan. */
  readonly rate: number;
  /** Decimals of its prices. */
  readonly decimals: 0 | 2;
}
const city = (name: string, phone: string): City => ({ name, phone });

export const china: Place = {
  country: '中国',
  cities: [
    city('苏州', '+86 512 6### ####'),
    city('无锡', '+86 510 8### ####'),
    city('宁波', '+86 574 8### ####'),
    city('佛山', '+86 757 8### ####'),
    city('成都', '+86 28 8### ####'),
    city('青岛', '+86 532 8### ####'),
    city('武汉', '+86 27 8### ####'),
    city('长沙', '+86 731 8### ####'),
    city('天津', '+86 22 2### ####'),
    city('西安', '+86 29 8### ####'),
  ],
  company: (brand, trade, where) => `${where}${brand}${trade}有限公司`,
  currency: 'CNY',
  rate: 1,
  decimals: 2,
};
/** Numbers of persons in China. */
export const mobile = '+86 138 #### ####';

export const abroad: readonly [Place, ...Place[]] = [
  {
    country: 'Germany',
    cities: [
      city('Stuttgart', '+49 711 2######'),
      city('Hamburg', '+49 40 3#######'),
      city('Leipzig', '+49 341 2######'),
    ],
    company: (brand, trade, where) => `${brand} ${trade} ${where} GmbH`,
    currency: 'EUR',
    rate: 0.128,
    decimals: 2,
  },
  {
    country: 'United Kingdom',
    cities: [city('Leeds', '+44 113 2## ####'), city('Bristol', '+44 117 9## ####'), city('Derby', '+44 1332 2#####')],
    company: (brand, trade, where) => `${brand} ${trade} ${where} Ltd`,
    currency: 'GBP',
    rate: 0.108,
    decimals: 2,
  },
  {
    country: 'United States',
    cities: [city('Columbus', '+1 614 22# ####'), city('Dayton', '+1 937 22# ####'), city('Toledo', '+1 419 24# ####')],
    company: (brand, trade, where) => `${brand} ${trade} of ${where}, Inc.`,
    currency: 'USD',
    rate: 0.139,
    decimals: 2,
  },
  {
    country: 'Japan',
    cities: [city('Osaka', '+81 6 6### ####'), { ...city('Nagoya', '+81 52 2## ####'), byPartner: true }],
    company: (brand, trade, where) => `${brand} ${trade} ${where} K.K.`,
    currency: 'JPY',
    rate: 20.7,
    decimals: 0,
  },
];

/** What a customer does, in the words of a company's name, and the industry that it belongs to. */
export interface Trade {
  readonly zh: string;
  readonly en: string;
  readonly industry: { readonly zh: string; readonly en: string };
}
const manufacturing = { zh: '制造业', en: 'Manufacturing' };
export const trades: readonly [Trade, ...Trade[]] = [
  { zh: '食品', en: 'Foods', industry: manufacturing },
  { zh: '乳业', en: 'Dairy', industry: manufacturing },
  { zh: '制药', en: 'Pharma', industry: manufacturing },
  { zh: '日化', en: 'Cosmetics', industry: manufacturing },
  { zh: '饮料', en: 'Beverages', industry: manufacturing },
  { zh: '粮油', en: 'Grain Mills', industry: manufacturing },
  { zh: '电子', en: 'Components', industry: manufacturing },
  { zh: '包装材料', en: 'Packaging', industry: manufacturing },
  { zh: '商贸', en: 'Trading', industry: { zh: '批发和零售业', en: 'Wholesale and retail' } },
  {
    zh: '农业',
    en: 'Farms',
    industry: { zh: '农、林、牧、渔业', en: 'Agriculture, forestry, animal husbandry and fishery' },
  },
  { zh: '餐饮管理', en: 'Catering', industry: { zh: '住宿和餐饮业', en: 'Hotels and catering' } },
  { zh: '物流', en: 'Logistics', industry: { zh: '交通运输、仓储和邮政业', en: 'Transport, storage and post' } },
];

type Names = readonly [string, ...string[]];
/** A Chinese brand is one of each. */
export const brandBeginnings: Names = ['恒', '金', '嘉', '海', '东', '鼎', '绿', '百', '瑞', '华', '天', '康', '永', '盛', '新', '宏', '安', '光', '伟', '长']; // prettier-ignore
export const brandEndings: Names = ['泰', '禾', '谷', '润', '晟', '味', '源', '川', '丰', '膳', '和', '达', '昌', '隆', '通', '远', '德', '兴', '诚', '业']; // prettier-ignore
export const westernBrands: Names = ['Northfield', 'Alder', 'Hartmann', 'Bluewater', 'Keller', 'Oakridge', 'Sato', 'Merriden', 'Lindqvist', 'Falk', 'Brandt', 'Castell', 'Dunmore', 'Eriksen', 'Fairway', 'Grantham', 'Hollis', 'Ingram', 'Jansen', 'Kimura', 'Lorimer', 'Mayfield', 'Norden', 'Osterberg', 'Pelham', 'Quill', 'Rowan', 'Stanford', 'Tanaka', 'Vogt']; // prettier-ignore
export const surnames: Names = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴'];
export const givenNames: Names = ['伟', '敏', '静', '磊', '秀英', '志强', '晓燕', '建国', '丽娜', '海波'];
export const sizes: Names = ['micro', 'small', 'medium', 'large'];
export const channels: Names = ['direct', 'web', 'phone', 'distributor', 'e-mail'];
