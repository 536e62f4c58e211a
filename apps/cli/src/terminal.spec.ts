import { enumerated } from '@dossier/kernel';
import { openTerminal } from './terminal';

const text = { zh: '{n} 行', en: 'rows: {n}' };

/** What a screen shows of what is written to it: `\r\u001b[K` empties the line. */
const screen = (written: string): string =>
  written
    .split('\n')
    .map((line) => line.split('\r\u001b[K').at(-1))
    .join('\n');

function watching(isTTY: boolean, columns?: number) {
  let now = 0;
  let err = '';
  const write = (more: string): boolean => {
    err += more;
    return true;
  };
  const terminal = openTerminal(
    'en',
    false,
    { write: () => true },
    { isTTY, write, ...(columns !== undefined && { columns }) },
    () => now,
  );
  return { terminal, written: () => err, at: (ms: number) => (now = ms) };
}

it('tells progress in one line that changes where a person watches, and takes it away in the end', () => {
  const { terminal, written, at } = watching(true, 40);
  for (let n = 0; n < 1000; n++) {
    at(n);
    terminal.progress(text, { n });
  }
  expect(screen(written())).toBe('rows: 900');
  expect(written().match(/rows/g)).toHaveLength(10); // not a thousand: ten a second can be read
  terminal.note({ zh: '断了', en: 'it broke off' });
  expect(screen(written())).toBe('it broke off\n');
  at(2000);
  terminal.progress(text, { n: 2000 });
  terminal.done();
  expect(screen(written())).toBe('it broke off\n');
});

it('never lets that line wrap: of two lines only one would be replaced', () => {
  const { terminal, written } = watching(true, 20);
  terminal.progress({ zh: '行', en: 'rows: {n}, and much more than fits into a line' }, { n: 1 });
  expect(screen(written())).toBe('rows: 1, and much …');
});

it('uses the width of a screen for tables, and gives a file or a narrow one what mail shows', () => {
  const places = (out: { isTTY?: boolean; columns?: number }) =>
    openTerminal('zh', false, { ...out, write: () => true }).places;
  expect([
    places({ isTTY: true, columns: 180 }),
    places({ isTTY: true, columns: 80 }),
    places({ isTTY: true }),
  ]).toEqual([180, 100, 100]);
  expect(places({ columns: 180 })).toBe(100);
});

it('tells a log a line now and then, and nothing of work that is done at once', () => {
  const { terminal, written, at } = watching(false);
  for (let n = 0; n <= 12_000; n += 100) {
    at(n);
    terminal.progress(text, { n });
  }
  expect(written()).toBe('rows: 5000\nrows: 10000\n');
});

describe('control characters in data', () => {
  const evil = 'a\u001b[31mred\u0007\r\u009b2J\u202eb\tc';
  const seen = 'a␛[31mred␇␍<U+009B>2J<U+202E>b\tc';
  async function told(json: boolean, isTTY: boolean) {
    let out = '';
    let err = '';
    const to = (add: (text: string) => void) => ({ isTTY, write: (more: string) => (add(more), true) });
    const terminal = openTerminal(
      'en',
      json,
      to((more) => (out += more)),
      to((more) => (err += more)),
      () => 1e6,
    );
    await terminal.result(json ? `"${JSON.stringify(evil).slice(1, -1)}"` : evil);
    terminal.note({ zh: '{x}', en: '{x}' }, { x: evil });
    terminal.progress({ zh: '{x}', en: '{x}' }, { x: evil });
    return { out, err };
  }
  it('are shown as signs where a person reads, in results, notes and progress', async () => {
    const { out, err } = await told(false, true);
    expect(out).toBe(`${seen}\n`);
    expect(err).toBe(`${seen}\n${seen}`);
    expect((await told(false, false)).err).toContain(`${seen}\n`);
  });
  it('stay what they are for a file or the next program, and in JSON', async () => {
    expect((await told(false, false)).out).toBe(`${evil}\n`);
    const { out } = await told(true, true);
    expect(out).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(JSON.parse(out)).toBe(evil);
  });
});

it('fills a sentence with words in the language of the person', () => {
  const quiet = { write: () => true };
  const known = { zh: '可查询：{known}', en: 'known ones: {known}' };
  const said = (language: 'zh' | 'en') =>
    openTerminal(language, false, quiet, quiet).say(known, { known: enumerated(['orders', 'customers', 'facts']) });
  expect([said('zh'), said('en')]).toEqual([
    '可查询：orders、customers、facts',
    'known ones: orders, customers, facts',
  ]);
});
