import { departmentCode, departmentNames, departments } from './department';

it.each([
  ['财务', 'finance'],
  ['Finance', 'finance'],
  ['FINANCE', 'finance'],
  ['客服', 'service'],
  ['Technical support', 'technical-support'],
  ['Technical-Support', 'technical-support'],
])('knows %s as %s', (name, code) => expect(departmentCode(name)).toBe(code));

it.each(['Sales office', '财务部', 'constructor', ' 前台 '])('leaves %j as it is', (name) =>
  expect(departmentCode(name)).toBe(name),
);

it('knows each department by all of its names', () => {
  for (const code of departments.codes)
    expect(departmentNames(code).map(departmentCode)).toEqual(departmentNames(code).map(() => code));
  expect(departmentNames('财务')).toEqual(['finance', '财务']);
  expect(departmentNames('前台')).toEqual([]);
});
