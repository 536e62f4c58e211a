import { kind, optional, orNull, type Text } from '@dossier/kernel';
import { bases, channels } from './terms';

/** Parts that several views of this context have. */
export const CUSTOMER = kind.customer({ zh: '客户', en: 'Customer' });
export const ANY_CUSTOMER = orNull(
  kind.customer({ zh: '客户', en: 'Customer' }, { help: { zh: '匿名时为 null', en: 'null where none is known' } }),
);
export const NUMBER = kind.text({ zh: '单号', en: 'Number' });
export const SKU = kind.text({ zh: '货号', en: 'SKU' });
export const NAME = optional(kind.text({ zh: '品名', en: 'Name' }));
export const QUANTITY = kind.number({ zh: '数量', en: 'Quantity' });
export const UNIT_PRICE = kind.money({ zh: '单价', en: 'Unit price' });
export const AT = kind.instant({ zh: '时间', en: 'When' });
export const CURRENCY: Text = { zh: '币种', en: 'Currency' };
export const GROSS = kind.money({ zh: '毛额', en: 'Gross' });
export const NET = kind.money({ zh: '净额', en: 'Net' });
export const CHANNEL = orNull(kind.mostlyCode(channels.title, channels));
export const BUSINESS_LINE = orNull(kind.text({ zh: '业务线', en: 'Business line' }));

export const BASIS = kind.code(bases.title, bases);
export const AMOUNT = orNull(
  kind.money({ zh: '金额', en: 'Value' }, { help: { zh: '没有任何销售时为 null', en: 'null where nothing was sold' } }),
);
export const PERCENT = kind.percent({ zh: '占比', en: 'Share' });
export const CUMULATIVE_PERCENT = kind.percent({ zh: '累计占比', en: 'Cumulative share' });
export const CUSTOMERS = kind.count({ zh: '客户数', en: 'Customers' });
export const TOTAL = orNull(kind.money({ zh: '合计', en: 'Total' }));
export const OF_UNKNOWN = kind.moneyEach(
  { zh: '客户未知的金额', en: 'Of unknown customers' },
  {
    help: {
      zh: '未归属客户的订单与贷项单；不计入排名与合计',
      en: 'orders and credit notes that name no customer: in no ranking and not in the total',
    },
  },
);
export const EXTERNAL_ID = orNull(
  kind.text(
    { zh: '外部编号', en: 'External id' },
    { help: { zh: '形如 erp:4711', en: 'source and number, erp:4711' } },
  ),
);
