import { eventLines } from './event-lines';
import { width } from './width';

it('tells the whole of what an event says, in lines that are read', () => {
  const id = '0a7a2996-bd40-83a5-bcde-caeeae9c4b6b';
  const zh = '开具发票 INV-11，金额 7218.50 CNY，2026-07-14 18:00:00 到期，订单 SO-9，业务线 spare-parts，共三行';
  const at = '2026-05-15T09:23:00.000Z';
  const event = { id, occurredAt: at, recordedAt: at, title: { zh: '发票已开具', en: 'Invoice issued' } };
  const lines = eventLines([{ ...event, says: { zh, en: '' } }], { language: 'zh' });
  const [, , first = '', ...rest] = lines;
  expect(first).toMatch(new RegExp(`^  ${id}  开具发票`));
  expect([first.slice(`  ${id}  `.length), ...rest.map((line) => line.trim())].join('').replaceAll(' ', '')).toBe(
    zh.replaceAll(' ', ''),
  );
  expect(lines.filter((line) => width(line) > 100)).toEqual([]);
});

it('keeps what time alone did within the lines too', () => {
  const en = `a silence reached its border, ${'a payment fell overdue, '.repeat(5)}on 2025-07-07`;
  const time = { kind: 'time', occurredAt: '2025-07-07T08:05:00.000Z', title: { zh: '', en } } as const;
  const lines = eventLines([time], { language: 'en' });
  expect(lines.filter((line) => width(line) > 100)).toEqual([]);
  expect(lines.slice(2).map((line) => line.trim())).toEqual([expect.stringMatching(/^a silence/), expect.any(String)]);
});
