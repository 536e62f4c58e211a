import { type Catalogue, catalogueWords } from './catalogue-words';
import { columnWord } from './column-words';
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
            rows: { ...part('行'), parts: { wear: part('磨损值'), grade: { ...part('等级'), list: 'tyres.grade' } } },
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
