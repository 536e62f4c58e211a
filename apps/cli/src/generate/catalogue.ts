/** A thing that is sold. */
export interface Product {
  readonly sku: string;
  readonly zh: string;
  readonly en: string;
  /** In yuan. */
  readonly price: number;
  readonly partClass?: 'common' | 'uncommon';
  readonly businessLine: string;
}
const machine = (sku: string, zh: string, en: string, price: number): Product => ({
  sku,
  zh,
  en,
  price,
  businessLine: 'machines',
});
const part = (sku: string, zh: string, en: string, price: number, partClass: 'common' | 'uncommon'): Product => ({
  sku,
  zh,
  en,
  price,
  partClass,
  businessLine: 'spare-parts',
});
const supply = (sku: string, zh: string, en: string, price: number): Product => ({
  sku,
  zh,
  en,
  price,
  businessLine: 'supplies',
});

export const products: readonly [Product, ...Product[]] = [
  machine('PK-200', '枕式包装机', 'Flow wrapper', 86_000),
  machine('PK-350', '立式包装机', 'Vertical bagger', 128_000),
  machine('LB-10', '贴标机', 'Labelling machine', 42_500),
  machine('CV-3', '输送机', 'Conveyor', 18_900),
  machine('CW-1', '检重秤', 'Checkweigher', 35_200),
  part('BR-6204', '深沟球轴承', 'Ball bearing', 38.5, 'common'),
  part('BT-T10', '同步带', 'Timing belt', 126, 'common'),
  part('SN-M12', '接近开关', 'Proximity switch', 89, 'common'),
  part('HT-220', '加热管', 'Heating cartridge', 64.8, 'common'),
  part('KN-150', '切刀', 'Cutting knife', 310, 'common'),
  part('MT-750', '伺服电机', 'Servo motor', 2_860, 'uncommon'),
  part('DR-20', '伺服驱动器', 'Servo drive', 3_420, 'uncommon'),
  part('PLC-S7', '可编程控制器', 'Controller', 4_150, 'uncommon'),
  part('HM-7', '触摸屏', 'Touch panel', 1_980, 'uncommon'),
  part('GB-60', '减速机', 'Gearbox', 1_750, 'uncommon'),
  supply('FM-PE80', 'PE 薄膜（卷）', 'PE film, roll', 245),
  supply('FM-BOPP', 'BOPP 薄膜（卷）', 'BOPP film, roll', 318),
  supply('LB-RL', '不干胶标签（卷）', 'Labels, roll', 56.9),
  supply('IK-BK', '黑色油墨', 'Black ink', 178),
  supply('OL-46', '润滑油 18 L', 'Lubricant 18 l', 420),
  supply('TP-50', '封箱胶带（箱）', 'Packing tape, box', 96),
];

/** Where customers are: what they pay in, and what a yuan is there in the smallest step of a price. */
export interface Place {
  readonly country: string;
  readonly cities: readonly [string, ...string[]];
  readonly dial: string;
  readonly currency: string;
  /** Units of the currency for a yuan. */
  readonly rate: number;
  /** Decimals of its prices. */
  readonly decimals: 0 | 2;
}
export const china: Place = {
  country: '中国',
  cities: ['苏州', '无锡', '宁波', '佛山', '成都', '青岛', '武汉', '长沙', '天津', '西安'],
  dial: '+86 512 6',
  currency: 'CNY',
  rate: 1,
  decimals: 2,
};
export const abroad: readonly [Place, ...Place[]] = [
  {
    country: 'Germany',
    cities: ['Stuttgart', 'Hamburg', 'Leipzig'],
    dial: '+49 711 2',
    currency: 'EUR',
    rate: 0.128,
    decimals: 2,
  },
  {
    country: 'United Kingdom',
    cities: ['Leeds', 'Bristol', 'Derby'],
    dial: '+44 113 4',
    currency: 'GBP',
    rate: 0.108,
    decimals: 2,
  },
  {
    country: 'United States',
    cities: ['Columbus', 'Dayton', 'Toledo'],
    dial: '+1 614 2',
    currency: 'USD',
    rate: 0.139,
    decimals: 2,
  },
  { country: 'Japan', cities: ['Osaka', 'Nagoya'], dial: '+81 6 6', currency: 'JPY', rate: 20.7, decimals: 0 },
];

type Names = readonly [string, ...string[]];
export const chineseBrands: Names = [
  '恒泰',
  '金禾',
  '嘉谷',
  '海润',
  '东晟',
  '鼎味',
  '绿源',
  '百川',
  '瑞丰',
  '华膳',
  '天和',
  '康达',
];
export const chineseTrades: Names = ['食品', '乳业', '制药', '日化', '饮料', '粮油', '电子', '包装材料'];
export const westernBrands: Names = [
  'Northfield',
  'Alder',
  'Hartmann',
  'Bluewater',
  'Keller',
  'Oakridge',
  'Sato',
  'Merriden',
  'Lindqvist',
  'Falk',
];
export const westernTrades: Names = ['Foods', 'Dairy', 'Pharma', 'Beverages', 'Packaging', 'Components'];
export const surnames: Names = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴'];
export const givenNames: Names = ['伟', '敏', '静', '磊', '秀英', '志强', '晓燕', '建国', '丽娜', '海波'];
export const industries: Names = [
  '制造业',
  '批发和零售业',
  'Manufacturing',
  'Hotels and catering',
  '农、林、牧、渔业',
  'Wholesale and retail',
];
export const sizes: Names = ['micro', 'small', 'medium', 'large'];
export const channels: Names = ['direct', 'web', 'phone', 'distributor', 'e-mail'];
