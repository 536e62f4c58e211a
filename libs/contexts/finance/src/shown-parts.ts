import { kind, orErased, orNull, type Text } from '@dossier/kernel';

export const INVOICE_ID: Text = { zh: '发票编号', en: 'Invoice id' };
export const PAYMENT_ID: Text = { zh: '收款编号', en: 'Payment id' };
export const DUE: Text = { zh: '到期时间', en: 'Due' };
export const APPROVED_BY: Text = { zh: '批准人', en: 'Approved by' };
export const REASON: Text = { zh: '原因', en: 'Reason' };
export const CURRENCY: Text = { zh: '币种', en: 'Currency' };

/** Parts that several views of this context have. */
export const NUMBER = kind.text({ zh: '单号', en: 'Number' });
export const AMOUNT = kind.money({ zh: '金额', en: 'Amount' });
export const AT = kind.instant({ zh: '时间', en: 'When' });
export const WHY = orErased(kind.text(REASON));
export const CUSTOMER = kind.customer({ zh: '客户', en: 'Customer' });
export const ANY_CUSTOMER = orNull(
  kind.customer({ zh: '客户', en: 'Customer' }, { help: { zh: '未知时为 null', en: 'null where none is known' } }),
);
export const BUSINESS_LINE = orNull(kind.text({ zh: '业务线', en: 'Business line' }));
export const OPEN = kind.money({ zh: '未付', en: 'Open' });

/** What is overdue for so many days. */
export const AGE = {
  fromDays: kind.days({ zh: '逾期天数自', en: 'Days overdue from' }),
  toDays: orNull(
    kind.days({ zh: '至不足', en: 'To less than' }, { help: { zh: '最后一段为 null', en: 'null in the last band' } }),
  ),
  invoices: kind.count({ zh: '发票数', en: 'Invoices' }),
  open: kind.moneyEach({ zh: '未付', en: 'Open' }),
};

const UNTOLD: Text = {
  zh: '没有额度或缺少汇率时为 null',
  en: 'null without a limit, or where a rate is missing',
};
/** 信用额度的占用情况 */
export const CREDIT = {
  exposure: kind.moneyEach({ zh: '信用敞口', en: 'Exposure' }),
  creditLimit: orNull(kind.money({ zh: '信用额度', en: 'Credit limit' })),
  exposureOfLimit: orNull(
    kind.money({ zh: '折合敞口', en: 'Exposure in the currency of the limit' }, { help: UNTOLD }),
  ),
  available: orNull(kind.money({ zh: '可用额度', en: 'Left of the limit' }, { help: UNTOLD })),
  overLimit: orNull(kind.flag({ zh: '超额度', en: 'Over the limit' }, { help: UNTOLD })),
};
