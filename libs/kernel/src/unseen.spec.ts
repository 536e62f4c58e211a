import { unseenEscaped, unseenShown } from './unseen';

it.each([
  ['\u001b[2J', '␛[2J'],
  ['a\u202eb', 'a<U+202E>b'],
  ['pay\u200dpal', 'pay<U+200D>pal'],
  ['\u5f20\u200c\u4e09', '张<U+200C>三'],
  ['\u200d', '<U+200D>'],
  ['علي\u200c', 'علي<U+200C>'],
])('shows what nobody sees in %j', (text, shown) => expect(unseenShown(text)).toBe(shown));

it.each([
  ['Chinese', '张三（苏州）有限公司，“甲”'],
  ['Arabic', 'شركة النور'],
  ['Hebrew', 'חברת אור'],
  ['Persian, whose words have joiners', 'علی\u200cرضا'],
  ['Hindi, likewise', 'क्\u200dष'],
  ['pictures of a family, a woman at work and a heart', '👨\u200d👩\u200d👧 👩🏽\u200d🔧 ❤\ufe0f\u200d🔥'],
])('leaves %s as it is', (_, text) => {
  expect(unseenShown(text)).toBe(text);
  expect(unseenEscaped(text)).toBe(text);
});

it('leaves JSON what it was', () => {
  const value = { name: 'a\u202e\u200d\u0085b' };
  expect(unseenEscaped(JSON.stringify(value))).toMatch(/^[ -~]*$/);
  expect(JSON.parse(unseenEscaped(JSON.stringify(value)))).toEqual(value);
});
