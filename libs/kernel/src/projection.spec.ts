import { byStream, code, defineProjection, flag, inMinor, integer, text } from './projection';
import { kind, orNull, shape } from './shape';
import { defineTerms } from './terms';

const colours = defineTerms('test.colour', { zh: '颜色', en: 'Colour' }, { red: { zh: '红', en: 'red' } });
const net = { zh: '净额', en: 'Net' };
const rows = { zh: '明细行', en: 'Lines' };
const late = { zh: '逾期', en: 'Late' };

it('tells of a declared field what the view tells of its part of that name, as far as it is of its type', () => {
  const { fields } = defineProjection<object>()({
    name: 'things',
    title: { zh: '东西', en: 'Things' },
    version: 1,
    from: {},
    key: byStream,
    evolve: {},
    personal: false,
    shape: shape({
      colour: orNull(kind.code(colours.title, colours)),
      net: kind.moneyEach(net, { help: late }),
      lines: kind.rows(rows, {}),
    }),
    view: () => ({ colour: null, net: [], lines: [] }),
    fields: {
      colour: code(colours, () => null),
      net: inMinor(integer(() => 0)),
      lines: integer(() => 0),
      late: flag(() => true, late),
      currency: text(() => 'EUR'),
    },
  });
  expect(fields).toMatchObject({
    colour: { title: colours.title, kind: 'code', codes: colours },
    net: { title: net, help: late, kind: 'money' },
    lines: { title: rows, kind: 'count' },
    late: { title: late, kind: 'flag' },
    currency: { kind: 'text' },
  });
  expect(fields['currency']).not.toHaveProperty('title');
});
