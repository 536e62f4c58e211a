import { type Catalogue, catalogueWords } from './catalogue-words';
import { figures } from './answer';
import { columnWord } from './column-words';
import { table } from './table';
import { valueWord } from './value-words';

const part = (zh: string) => ({ title: { zh, en: zh } });
const CONTEXT = { commands: [], models: [], sections: [], reports: [], questions: [], policies: [], events: [] };
const tyres: Catalogue = {
  contexts: [
    {
      ...CONTEXT,
      events: [{ fields: [{ name: 'pressed', ...part('压力') }] }],
      commands: [{ fields: [{ name: 'width', ...part('胎宽'), fields: [{ name: 'unit', ...part('单位') }] }] }],
      sections: [
        {
          name: 'tyres',
          ...part('轮胎'),
          shows: { wear: part('磨损'), history: { ...part('经过'), parts: { wear: part('当时磨损') } } },
        },
      ],
      reports: [
        {
          name: 'wear',
          ...part('磨损表'),
          shows: {
            whole: { ...part('磨损占比'), unit: { zh: '%', en: '%' } },
            rows: {
              ...part('行'),
              parts: {
                wear: part('磨损值'),
                grade: { ...part('等级'), list: 'tyres.grade' },
                seenBy: { ...part('发现者'), kind: 'department' },
                kept: { ...part('使用天数'), unit: { zh: '天', en: 'days' } },
                share: { ...part('占比'), unit: { zh: '%', en: '%' } },
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
  ['a figure of a section', 'wear', 'tyres', '', '磨损'],
  ['a column of a list in it', 'wear', 'tyres.history', '', '当时磨损'],
  ['a column of a report', 'wear', '', 'wear', '磨损值'],
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
  expect(table([row], reader, 100, 'wear')).toEqual(['发现者  使用天数  占比（%）', '销售          12        3.5']);
  expect(figures({ whole: 40 }, reader, 'wear')).toEqual(['磨损占比：40 %']);
  expect(table([row], { ...reader, language: 'en' }, 100, 'wear')[0]).toBe('seenBy  kept  share');
});

it('says how much was read in a record of access', () => {
  expect(valueWord('detail', '2 rows filter[stage]', reader)).toBe('2 行 filter[stage]');
  expect(valueWord('detail', '1 event', reader)).toBe('1 个事件');
  expect(valueWord('detail', '2 rows filter[stage]', { ...reader, language: 'en' })).toBe('2 rows filter[stage]');
});

it('has the word of a code from the enumeration of its column', () => {
  expect(valueWord('grade', 'worn', reader)).toBe('磨平');
  expect(valueWord('grade', 'new', reader)).toBe('new');
  expect(valueWord('wear', 'worn', reader)).toBe('worn');
  // another enumeration has the same code
  expect(valueWord('wear.grade', 'worn', reader)).toBe('磨平');
  expect(valueWord('brakes.grade', 'worn', reader)).toBe('磨尽');
});
