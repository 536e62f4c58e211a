import { commandRoute } from '@dossier/web';
import { attributeOrder } from './attribute-order';

export const AttributeOrderHttp = commandRoute('orders/:orderId/attribute', attributeOrder, {
  summary: { zh: '把匿名订单归属到客户', en: 'Attribute an anonymous order to a customer' },
  description: {
    zh: '写明该订单且尚无客户的贷项单随之归属同一客户。',
    en: 'Credit notes that name the order and have no customer go to the same customer with it.',
  },
  example: { customerId: 'c-1001' },
  sharesStream: true,
});
