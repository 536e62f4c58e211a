import { comparable, type Standardiser, standardised } from '@dossier/fields';
import { defineTerms, type Terms } from '@dossier/kernel';

/** Sections of the Chinese classification of economic activities 国民经济行业分类. Source: GB/T 4754-2017. */
export const industries = defineTerms(
  'customers.industry',
  { zh: '行业', en: 'Industry' },
  {
    A: { zh: '农、林、牧、渔业', en: 'Agriculture, forestry, animal husbandry and fishery' },
    B: { zh: '采矿业', en: 'Mining' },
    C: { zh: '制造业', en: 'Manufacturing' },
    D: { zh: '电力、热力、燃气及水生产和供应业', en: 'Electricity, heat, gas and water' },
    E: { zh: '建筑业', en: 'Construction' },
    F: { zh: '批发和零售业', en: 'Wholesale and retail' },
    G: { zh: '交通运输、仓储和邮政业', en: 'Transport, storage and post' },
    H: { zh: '住宿和餐饮业', en: 'Hotels and catering' },
    I: { zh: '信息传输、软件和信息技术服务业', en: 'Information technology' },
    J: { zh: '金融业', en: 'Finance' },
    K: { zh: '房地产业', en: 'Real estate' },
    L: { zh: '租赁和商务服务业', en: 'Leasing and business services' },
    M: { zh: '科学研究和技术服务业', en: 'Research and technical services' },
    N: { zh: '水利、环境和公共设施管理业', en: 'Water, environment and public facilities' },
    O: { zh: '居民服务、修理和其他服务业', en: 'Household, repair and other services' },
    P: { zh: '教育', en: 'Education' },
    Q: { zh: '卫生和社会工作', en: 'Health and social work' },
    R: { zh: '文化、体育和娱乐业', en: 'Culture, sports and entertainment' },
    S: { zh: '公共管理、社会保障和社会组织', en: 'Public administration' },
    T: { zh: '国际组织', en: 'International organisations' },
  },
);

/** Source: 统计上大中小微型企业划分办法(2017). */
export const sizeBands = defineTerms(
  'customers.size-band',
  { zh: '规模', en: 'Size' },
  {
    micro: { zh: '微型', en: 'Micro' },
    small: { zh: '小型', en: 'Small' },
    medium: { zh: '中型', en: 'Medium' },
    large: { zh: '大型', en: 'Large' },
  },
);

/** Accepts a code of a list, or its title in either language. */
function standardCode({ words }: Terms): Standardiser {
  const codes = new Map<string, string>();
  for (const [code, { zh, en }] of Object.entries(words))
    for (const said of [code, zh, en]) codes.set(comparable(said), code);
  return (raw) => standardised(raw, codes.get(comparable(raw)));
}
export const standardIndustry = standardCode(industries);
export const standardSizeBand = standardCode(sizeBands);
