import { type Catalogue, catalogueWords } from './catalogue-words';
import { figures } from './answer';
import { columnWord } from './column-words';
import { cell, table } from './table';
import { valueWord } from './value-words';
import { differencesInWords } from './verbs/replay';

const part = (zh: string) => ({ title: { zh, en: zh } });
const CONTEXT = { commands: [], models: [], sections: [], reports: [], questions: [], policies: [], events: [] };
const tyres: Catalogue = {
  contexts: [
    {
      ...CONTEXT,
      policies: [
        {
          fields: [
            { name: 'toldTo', ...part('通知'), kind: 'department' },
            { name: 'wear', ...part('磨损界限') },
          ],
        },
      ],
      events: [{ type: 'tyres.Pressed', ...part('已充气'), fields: [{ name: 'pressed', ...part('压力') }] }],
      commands: [{ fields: [{ name: 'width', ...part('胎宽'), fields: [{ name: 'unit', ...part('单位') }] }] }],
      sections: [
        {
          name: 'tyres',
          ...part('轮胎'),
          shows: { wear: part('磨损'), history: { ...part('经过'), parts: { wear: part('当时磨损') } } },
        },
      ],
      models: [{ name: 'tyres', ...part('轮胎清单'), shows: { wear: part('列表中的磨损') } }],
      reports: [
        {
          name: 'wear',
          ...part('磨损表'),
          shows: {
            whole: { ...part('磨损占比'), unit: { zh: '%', en: '%' } },
            seenBy: part('发现处'),
            rows: {
              ...part('行'),
              parts: {
                wear: part('磨损值'),
                grade: { ...part('等级'), list: 'tyres.grade' },
                seenBy: { ...part('发现者'), kind: 'department' },
                askedBy: { ...part('询问者'), kind: 'list', parts: { each: { ...part('部门'), kind: 'department' } } },
                kept: { ...part('使用天数'), unit: { zh: '天', en: 'days' } },
                share: { ...part('占比'), unit: { zh: '%', en: '%' } },
                lower: { ...part('95% 下限'), unit: { zh: '%', en: '%' } },
              },
            },
          },
        },
        { name: 'brakes', ...part('刹车'), shows: { grade: { ...part('等级'), list: 'brakes.grade' } } },
      ],
    },
  ],
  terms: [
    {
      name: 'tyres.grade',
      codes: [
        { code: 'worn', zh: '磨平', en: 'worn' },
        { code: 'flat', zh: '漏气', en: 'flat' },
      ],
    },
    { name: 'brakes.grade', codes: [{ code: 'worn', zh: '磨尽', en: 'worn' }] },
  ],
};
const reader = { language: 'zh', words: catalogueWords(tyres) } as const;

it.each([
  ['a section', 'tyres', '', '', '轮胎'],
  ['a field of a policy', 'wear', 'document', '', '磨损界限'],
  ['a figure of a section', 'wear', 'tyres', '', '磨损'],
  ['a column of a list in it', 'wear', 'tyres.history', '', '当时磨损'],
  ['a column of a report', 'wear', '', 'wear[]', '磨损值'],
  ['what stands beside the columns of a report', 'seenBy', '', 'wear', '发现处'],
  ['a column of a list', 'wear', 'tyres[]', '', '列表中的磨损'],
  ['a field of a command, as its event may have it', 'unit', '', '', '单位'],
  ['a field that only an event has', 'pressed', '', '', '压力'],
  ['a code, where values stand by codes', 'flat', 'tyres.history', '', '漏气'],
  ['a name that nobody declares', 'tread', '', '', 'tread'],
  ['a name that means several things, where its place tells nothing', 'wear', '', '', 'wear'],
])('has the word of %s from the catalogue', (_what, name, path, answer, word) => {
  expect(columnWord(name, reader, path, answer)).toBe(word);
  expect(columnWord(name, { ...reader, language: 'en' }, path, answer)).toBe(name);
});

it('names the unit of a number where its name does not, and a department wherever it stands', () => {
  const row = { seenBy: 'sales', kept: 12, share: 3.5 };
  expect(table([row], reader, 100, 'wear[]')).toEqual(['发现者  使用天数  占比（%）', '销售          12        3.5']);
  expect(table([{ askedBy: ['sales', 'tyre-shop'] }], reader, 100, 'wear[]')).toEqual(['询问者', '销售、tyre-shop']);
  expect(valueWord('document.toldTo', 'executives', reader)).toBe('管理层');
  expect(figures({ whole: 40 }, reader, 'wear')).toEqual(['磨损占比：40 %']);
  expect(cell({ kept: 12, share: 3.5 }, reader, 'wear[]')).toBe('使用天数 12，占比 3.5 %');
  expect(table([{ lower: 2 }], reader, 100, 'wear[]')[0]).toBe('95% 下限（%）');
  const [differs] = differencesInWords({ wear: { whole: 40 } }, { wear: { whole: 41.5 } }, reader);
  expect(differs).toMatch(/磨损占比：40 % → 41\.5 %$/);
  expect(table([row], { ...reader, language: 'en' }, 100, 'wear[]')[0]).toBe('seenBy  kept  share');
});

it('names an event by its title, with the type by which lists are narrowed', () => {
  expect(valueWord('events[].type', 'tyres.Pressed', reader)).toBe('已充气（tyres.Pressed）');
  expect(valueWord('events[].type', 'tyres.Burst', reader)).toBe('tyres.Burst');
  expect(valueWord('events[].type', 'tyres.Pressed', { ...reader, language: 'en' })).toBe('tyres.Pressed');
});

it('names a group that has no value by its label', () => {
  const rows = [
    { seenBy: 'sales', kept: 1 },
    { seenBy: null, label: { zh: '未查明', en: 'not found yet' }, kept: 2 },
  ];
  expect(table(rows, reader, 100, 'wear[]')[2]).toMatch(/^未查明 +2$/);
  expect(table(rows.slice(1), { ...reader, language: 'en' }, 100, 'wear[]')).toEqual([
    'seenBy         kept',
    'not found yet     2',
  ]);
});

it('says how much was read in a record of access', () => {
  expect(valueWord('detail', '2 rows filter[pressed] limit', reader)).toBe('2 行，按压力、行数');
  expect(valueWord('detail', '0 rows of since pressed', reader)).toBe('0 行，按分类方式、起始时间、压力');
  expect(valueWord('detail', '1 row c-1', reader)).toBe('1 行 c-1');
  expect(valueWord('detail', 'whole', reader)).toBe('完整核对');
  expect(valueWord('detail', 'asOf', reader)).toBe('按截至时间');
  expect(valueWord('detail', 'key-1 analyst', reader)).toBe('key-1 analyst');
  expect(valueWord('detail', '1 event', reader)).toBe('1 个事件');
  expect(valueWord('detail', '2 rows filter[stage]', { ...reader, language: 'en' })).toBe('2 rows filter[stage]');
});

it('says how a read ended, with the code that the documentation has', () => {
  expect(valueWord('outcome', 'done', reader)).toBe('完成');
  expect(valueWord('outcome', 'request/invalid', reader)).toBe('请求有误（request/invalid）');
  expect(valueWord('outcome', 'tyres/flat', reader)).toBe('被拒绝（tyres/flat）');
  expect(valueWord('outcome', 'request/invalid', { ...reader, language: 'en' })).toBe('request/invalid');
});

it('has the word of a code from the enumeration of its column', () => {
  expect(valueWord('grade', 'worn', reader)).toBe('磨平');
  expect(valueWord('grade', 'new', reader)).toBe('new');
  expect(valueWord('wear', 'worn', reader)).toBe('worn');
  // another enumeration has the same code
  expect(valueWord('wear.grade', 'worn', reader)).toBe('磨平');
  expect(valueWord('brakes.grade', 'worn', reader)).toBe('磨尽');
});
