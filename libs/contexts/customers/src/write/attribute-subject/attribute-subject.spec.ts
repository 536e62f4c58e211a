import { decisionSpec } from '@dossier/testing';
import { attributions, SubjectAttributed } from '../../identity.events';
import { attributeSubject } from './attribute-subject';

const link = { member: '~order-A1', into: 'c-1' };

describe('attributing a subject', () => {
  it('links it to the customer', () => decisionSpec(attributeSubject).when(link).then(SubjectAttributed(link)));
  it('is nothing to do for one that is linked to the customer', () =>
    decisionSpec(attributeSubject).given(SubjectAttributed(link)).when(link).thenNothing());
  it('is refused for one that belongs to another, among however many', () => {
    const many = Array.from({ length: 300 }, (_, i) => SubjectAttributed({ member: `~order-${i}`, into: `c-${i}` }));
    const spec = decisionSpec(attributeSubject).given(...many);
    for (const i of [0, 150, 299])
      spec
        .when({ member: `~order-${i}`, into: 'c-x' })
        .then('customers/attributed-elsewhere', { member: `~order-${i}`, owner: `c-${i}` });
    spec.when(link).then(SubjectAttributed(link));
  });
  it.each(['~identity-links', '~policy-survivorship'])('is refused for %s, which is about everybody', (member) =>
    decisionSpec(attributeSubject).when({ member, into: 'c-1' }).then('customers/not-attributable', { member }),
  );
  it('keeps all links in one stream that is about no customer', () => {
    expect(attributeSubject.id(link)).toBe('links');
    expect(attributeSubject.subject?.(link)).toBeUndefined();
  });
  it('tells the engine which two are one', () => expect(attributions.link(link as never)).toEqual(link));
});
