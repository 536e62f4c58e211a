// Preloaded into a program (NODE_OPTIONS): what the next release may be. Orders have another version with one more field, and
// the sales section has one more field under the version that it had.
const { resolve } = require('node:path');

const root = resolve(__dirname, '../../..');
require(resolve(root, '.swc-register.cjs'));
const { integer } = require(resolve(root, 'libs/kernel/src/index.ts'));
const { orders } = require(resolve(root, 'libs/contexts/sales/src/read/orders/orders.ts'));
const { salesSection } = require(resolve(root, 'libs/contexts/sales/src/sales-section.ts'));

orders.version += 1;
orders.fields = { ...orders.fields, newerField: integer(() => 7, { zh: '新字段', en: 'A newer field' }) };
salesSection.fields = { ...salesSection.fields, newerFigure: integer(() => 8, { zh: '新数字', en: 'A newer figure' }) };
