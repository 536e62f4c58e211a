import { readRoute } from '@dossier/web';
import { customer } from '../../customer';
import { customersProjection } from './customers';

export const CustomersReadHttp = readRoute('customers', customersProjection, {
  summary: { zh: '客户列表、搜索与主数据记录', en: 'Customers: list, search, golden record' },
  by: ['service', 'analyst', 'auditor', 'staff'],
  one: ':customer',
  of: customer,
  list: true,
});
