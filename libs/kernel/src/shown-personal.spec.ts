import { SEALED, sealedView, type ShowsPersonal } from './shown-personal';

const view = {
  name: 'Li Lei',
  golden: { phone: { value: '+86', raw: null }, country: { value: 'CN' } },
  notes: [{ by: 'a', text: 'x' }],
};
const shows: readonly ShowsPersonal[] = [
  { at: 'name', of: ['c.legalName', 'c.shortName'] },
  { at: 'golden/phone/value', of: ['c.phone'] },
  { at: 'golden/phone/raw', of: ['c.phone'] },
  { at: 'notes/*/text', of: ({ by }) => [`c.note-of-${String(by)}`] },
  { at: 'nowhere/*/text', of: ['c.nothing'] },
];

describe('a view for a reader', () => {
  it('has every personal value sealed that is not opened, and nothing else', () => {
    const before = structuredClone(view);
    expect(sealedView(view, shows, () => false)).toEqual({
      name: SEALED,
      golden: { phone: { value: SEALED, raw: null }, country: { value: 'CN' } },
      notes: [{ by: 'a', text: SEALED }],
    });
    expect(view).toEqual(before); // the document is others' too
  });
  it('shows a value that may come from several fields only when all are opened', () => {
    expect(sealedView(view, shows, (name) => name === 'c.legalName').name).toBe(SEALED);
    expect(sealedView(view, shows, (name) => name !== 'c.phone').name).toBe('Li Lei');
  });
  it('asks the object around a value whose it is, where its place does not tell', () =>
    expect(sealedView(view, shows, (name) => name === 'c.note-of-a').notes).toEqual([{ by: 'a', text: 'x' }]));
  it('asks all objects around it, the innermost first', () => {
    const said = { about: 'phone', says: { sales: { value: '+86' } } };
    const asked: unknown[] = [];
    const of = (...around: readonly object[]): readonly string[] => {
      asked.push(...around);
      return [];
    };
    expect(sealedView(said, [{ at: 'says/*/value', of }], () => false)).toEqual(said);
    expect(asked).toEqual([said.says.sales, said.says, said]);
  });
});
