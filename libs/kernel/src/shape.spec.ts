import { describeShape, kind, optional, orErased, orNull, sealable, shape, type Shown } from './shape';
import { defineTerms } from './terms';

const colours = defineTerms(
  'test.colour',
  { zh: '颜色', en: 'Colour' },
  { red: { zh: '红', en: 'red' }, green: { zh: '绿', en: 'green' } },
);
const view = shape({
  name: orErased(kind.text({ zh: '名称', en: 'Name' })),
  net: kind.moneyEach({ zh: '净额', en: 'Net' }, { help: { zh: '扣除退货', en: 'less returns' } }),
  since: orNull(kind.instant({ zh: '起始', en: 'Since' })),
  colour: optional(kind.code({ zh: '颜色', en: 'Colour' }, colours)),
  lines: kind.rows({ zh: '行', en: 'Lines' }, { sku: kind.text({ zh: '货号', en: 'SKU' }) }),
  said: kind.byKey({ zh: '各部门', en: 'By department' }, kind.text({ zh: '所登记', en: 'What it says' })),
});
type View = Shown<typeof view>;

const whole: View = {
  name: 'Acme',
  net: [{ amount: '1.00', currency: 'CNY' }],
  since: null,
  colour: 'red',
  lines: [{ sku: 'A' }],
  said: { sales: 'x' },
};

describe('a shape', () => {
  it('is the type of the view: what it does not have does not compile', () => {
    const { colour, ...least } = whole;
    const without: View = least;
    // @ts-expect-error no such colour
    const blue: View = { ...whole, colour: 'blue' };
    // @ts-expect-error net is missing
    const poor: View = { name: 'x', since: null, lines: [], said: {} };
    // @ts-expect-error a line has a sku
    const empty: View = { ...whole, lines: [{}] };
    // @ts-expect-error a title in one language is none
    kind.text({ en: 'Name' });
    expect([colour, without, blue, poor, empty]).toHaveLength(5);
  });

  it('is a JSON Schema that takes nothing beside it', () => {
    expect(view.schema).toMatchObject({
      required: ['name', 'net', 'since', 'lines', 'said'],
      additionalProperties: false,
      properties: {
        name: {
          description: 'Name · 名称',
          anyOf: [{ type: 'string' }, { properties: { erased: { const: true } } }],
        },
        net: {
          description: 'Net · 净额\n\nless returns · 扣除退货',
          items: { required: ['amount', 'currency'], additionalProperties: false },
        },
        since: { anyOf: [{ format: 'date-time' }, { type: 'null' }] },
        colour: { enum: ['red', 'green'] },
        lines: { items: { required: ['sku'], additionalProperties: false } },
        said: { additionalProperties: { type: 'string' } },
      },
    });
  });

  it('says of each part what people are told of it, and no schema', () => {
    expect(describeShape(view)).toMatchObject({
      net: { title: { en: 'Net' }, kind: 'moneyEach', help: { en: 'less returns' } },
      colour: { kind: 'code', list: 'test.colour' },
      lines: { kind: 'rows', parts: { sku: { title: { zh: '货号', en: 'SKU' }, kind: 'text' } } },
    });
    expect(JSON.stringify(describeShape(view))).not.toContain('schema');
  });

  it('may be sealed where it shows what is personal, whatever lies between', () => {
    const sealed = sealable(view.schema, ['name', 'lines/*/sku', 'said/*', 'lines/*/sku']);
    const orSealed = (schema: object) => ({
      anyOf: expect.arrayContaining([schema, expect.objectContaining({ required: ['sealed'] })]) as unknown,
    });
    expect(sealed).toMatchObject({
      properties: {
        name: orSealed({ type: 'string' }),
        net: { type: 'array' },
        lines: { items: { properties: { sku: orSealed({ type: 'string' }) } } },
        said: { additionalProperties: orSealed({ type: 'string' }) },
      },
    });
  });
});
