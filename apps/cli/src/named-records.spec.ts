import { firstRecords } from './first-records';
import { namedRecords } from './named-records';

const named = async (text: string): Promise<string> => {
  const asked: (readonly string[])[] = [];
  const lines = text.split('\n');
  async function* source(): AsyncGenerator<string> {
    for (const line of lines) yield await Promise.resolve(line);
  }
  const found: string[] = [];
  const names = new Map<string, unknown>([
    ['c-1', '甲, 有限公司'],
    ['c-2', { sealed: true }],
    ['-x1', '乙'],
  ]);
  for await (const line of namedRecords(firstRecords(source()), (ids) => {
    asked.push(ids);
    return Promise.resolve(names);
  }))
    found.push(line);
  expect(asked.length).toBeLessThanOrEqual(1);
  return found.join('\n');
};

it.each([
  [
    '\uFEFFkey,customer,a\nk,c-1,\nk,c-2,"x, ""y""\nz"\nk,,1',
    '\uFEFFkey,name,customer,a\nk,"甲, 有限公司",c-1,\nk,,c-2,"x, ""y""\nz"\nk,,,1',
  ],
  ['customer\nc-1\nc-1', 'name,customer\n"甲, 有限公司",c-1\n"甲, 有限公司",c-1'],
  ['name,customer\nx,c-1', 'name,customer\nx,c-1'],
  ['key,a\n"1\n2",b', 'key,a\n"1\n2",b'],
  ['key,customer', 'key,name,customer'],
  ['customer\n\nc-1', 'name,customer\n,\n"甲, 有限公司",c-1'],
  ['a,customer\r\nx,\'-x1\r\n"y, ""z""",c-1\r', 'a,name,customer\r\nx,乙,\'-x1\r\n"y, ""z""","甲, 有限公司",c-1\r'],
  ['customer,a\r\nc-1,"x, ""y""\r\nz"\r', 'name,customer,a\r\n"甲, 有限公司",c-1,"x, ""y""\r\nz"\r'],
])('puts the name of its customer into each record, and leaves the rest as it is: %j', async (text, wanted) => {
  expect(await named(text)).toBe(wanted);
});
