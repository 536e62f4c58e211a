import {
  countries,
  isCurrency,
  searchTerm,
  searchText,
  standardCountry,
  standardCreditCode,
  standardCurrency,
  standardEmail,
  standardName,
  standardPhone,
  standardWebsite,
} from './index';

const standard = (value: string, raw = value) => ({ value, raw, standard: true });
const flagged = (value: string, raw = value) => ({ value, raw, standard: false });

describe('a name', () => {
  it('is trimmed, its white space folded, its full-width letters made ASCII, its Chinese kept', () => {
    const raw = '  \u3000上海ＡＢＣ（集团）\t有限公司 \u200B';
    expect(standardName(raw)).toEqual(standard('上海ABC(集团) 有限公司', raw));
    const unseen = '\u2066上\uFE0F海\u2069\u180E\u2800\u{E0100}有限公司';
    expect(standardName(unseen)).toEqual(standard('上海 有限公司', unseen));
  });
  it('is kept and flagged when it is empty or damaged', () => {
    expect(standardName(' \u3000 ')).toEqual(flagged('', ' \u3000 '));
    expect(standardName('M\uFFFDller')).toEqual(flagged('M\uFFFDller'));
    expect(standardName('a\u0007b')).toEqual(flagged('a\u0007b'));
  });
});

describe('a phone number', () => {
  it('becomes E.164, with the country it belongs to', () => {
    expect(standardPhone('(0512) 6677-8899', 'CN')).toEqual(standard('+8651266778899', '(0512) 6677-8899'));
    expect(standardPhone('139 1234 5678', 'CN').value).toBe('+8613912345678');
    expect(standardPhone('+44 20 7946 0958').value).toBe('+442079460958');
    expect(standardPhone('0044 20 7946 0958', 'CN').value).toBe('+442079460958');
    expect(standardPhone('＋８６ 512 66778899').value).toBe('+8651266778899');
  });
  it('is kept and flagged when no country tells how to read it, or it cannot be dialled, or it has an extension', () => {
    expect(standardPhone('0512 66778899')).toEqual(flagged('0512 66778899'));
    expect(standardPhone('0512 66778899', 'Atlantis')).toEqual(flagged('0512 66778899'));
    expect(standardPhone('12', 'CN')).toEqual(flagged('12'));
    expect(standardPhone('none', 'CN')).toEqual(flagged('none'));
    expect(standardPhone('0512 66778899 ext. 12', 'CN').standard).toBe(false);
  });
  it.each([
    ['+86 123 4567 8901', undefined],
    ['111 1234 5678', 'CN'],
    ['+86 100 0000 0000', undefined],
  ])('is kept and flagged when it is as long as it should be and yet nobody has it: %s', (raw, country) => {
    expect(standardPhone(raw, country)).toEqual(flagged(raw));
  });
});

describe('an e-mail address', () => {
  it('has its domain in lower case and its first part as it is', () => {
    expect(standardEmail(' Li.Wei@Example.COM ')).toEqual(standard('Li.Wei@example.com', ' Li.Wei@Example.COM '));
    expect(standardEmail('mailto:a@b.cn').value).toBe('a@b.cn');
    expect(standardEmail('李伟＠例子.中国').value).toBe('李伟@例子.中国');
  });
  it.each([
    '',
    'a',
    '@b.cn',
    'a@',
    'a@b',
    'a b@c.cn',
    '.a@b.cn',
    'a..b@c.cn',
    'a.@b.cn',
    'a@b@c.cn',
    'a@-b.cn',
    'a@b..cn',
  ])('%j is kept and flagged', (raw) => expect(standardEmail(raw)).toEqual(flagged(raw)));
});

describe('a web site', () => {
  it('has a scheme, its host in lower case and no slash at the end', () => {
    expect(standardWebsite('WWW.Example.com/')).toEqual(standard('https://www.example.com', 'WWW.Example.com/'));
    expect(standardWebsite('http://example.com/Path').value).toBe('http://example.com/Path');
  });
  it.each(['localhost', 'ftp://example.com', 'https://me@example.com', 'not a site', ''])(
    '%j is kept and flagged',
    (raw) => expect(standardWebsite(raw)).toEqual(flagged(raw)),
  );
});

describe('a country', () => {
  it('has names that are made when they are read: made at once they take 30 ms of each start', () => {
    const made = jest.spyOn(Intl.DisplayNames.prototype, 'of');
    expect(countries.words['DE']).toEqual({ zh: '德国', en: 'Germany' });
    expect(new Set(made.mock.calls.flat())).toEqual(new Set(['DE']));
    made.mockRestore();
  });
  it.each([
    ['United Kingdom', 'GB'],
    ['EIRE', 'IE'],
    ['USA', 'US'],
    ['RSA', 'ZA'],
    ['Czech Republic', 'CZ'],
    ['Hong Kong', 'HK'],
    ['the Netherlands', 'NL'],
    ['中国', 'CN'],
    ['中华人民共和国', 'CN'],
    ['韩国', 'KR'],
    ['台湾', 'TW'],
    ['de', 'DE'],
    ['DEU', 'DE'],
    [' Ｆｒａｎｃｅ ', 'FR'],
  ])('%s is %s', (raw, code) => expect(standardCountry(raw)).toEqual(standard(code, raw)));
  it.each(['Channel Islands', 'European Community', 'Unspecified', 'West Indies', '', 'XX', 'XXX'])(
    '%j is kept and flagged',
    (raw) => expect(standardCountry(raw)).toEqual(flagged(raw)),
  );
});

describe('a currency', () => {
  it.each([
    ['CNY', 'CNY'],
    ['gbp', 'GBP'],
    ['RMB', 'CNY'],
    ['人民币', 'CNY'],
    ['US Dollar', 'USD'],
  ])('%s is %s', (raw, code) => expect(standardCurrency(raw)).toEqual(standard(code, raw)));
  it('is kept and flagged when nobody has it', () => {
    expect(standardCurrency('ABC')).toEqual(flagged('ABC'));
    expect(standardCurrency('$')).toEqual(flagged('$'));
    expect([isCurrency('JPY'), isCurrency('jpy'), isCurrency('ABC')]).toEqual([true, false, false]);
  });
});

describe('a unified social credit code', () => {
  it.each([
    '91110108551385082Q',
    '914403001922038216',
    '9144030071526726XG',
    '91330100799655058B',
    '91110000802100433B',
  ])('%s has the right check character', (code) =>
    expect(standardCreditCode(` ${code.toLowerCase()} `)).toEqual(standard(code, ` ${code.toLowerCase()} `)),
  );
  it('is kept and flagged with any one character changed', () => {
    const code = '91110108551385082Q';
    for (let place = 0; place < code.length; place++) {
      const other = code.slice(0, place) + (code[place] === '7' ? '6' : '7') + code.slice(place + 1);
      expect(standardCreditCode(other)).toEqual(flagged(other));
    }
  });
  it.each(['', '9111010855138508', '91110108551385082QQ', '9111O108551385082Q'])('%j is kept and flagged', (raw) =>
    expect(standardCreditCode(raw)).toEqual(flagged(raw)),
  );
});

describe('the text a name is found by', () => {
  it('has the name, its pinyin and its initials', () => {
    expect(searchText('张三丰').split(' ')).toEqual(['张三丰', 'zhangsanfeng', 'zsf']);
    expect(searchText('Müller  ＡＧ')).toBe('muller ag mueller ag');
    expect(searchText('上海ABC公司').split(' ')).toEqual(['上海abc公司', 'shanghaiabcgongsi', 'shabcgs']);
  });
  it('has the first character both as a surname and as a word', () => {
    const words = searchText('单田芳').split(' ');
    expect(words).toEqual(expect.arrayContaining(['shantianfang', 'stf', 'dantianfang', 'dtf']));
  });
  it('knows readings by the word they stand in, and writes ü as v and as u', () => {
    expect(searchText('重庆')).toContain('chongqing');
    expect(searchText('吕布').split(' ')).toEqual(expect.arrayContaining(['lvbu', 'lubu', 'lb']));
    expect(searchText('略阳').split(' ')).toEqual(expect.arrayContaining(['lveyang', 'lueyang']));
  });
  it('holds several names, each once, and is asked in the same form', () => {
    expect(searchText('Acme', 'acme', '')).toBe('acme');
    expect(searchText('张三丰', 'ACME')).toContain(searchTerm(' Ａcme'));
  });
});
