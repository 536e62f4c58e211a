import { LogUnreachable } from '@dossier/event-store';
import { ReadModelsStopped, ReadModelsUnreachable } from '@dossier/read-model';
import { defineRefusals } from '@dossier/kernel';
import { KeyMissing } from '@dossier/security';
import { KeyDamaged, VaultUnreachable } from '@dossier/vault';
import { explain, problemDocument } from './problem';
import { PROBLEMS } from './problems';

const words = { zh: '10.0.0.5:27017 没有答复', en: '10.0.0.5:27017 does not answer' };

it.each([
  ['log/unreachable', new LogUnreachable(words)],
  ['vault/unreachable', new VaultUnreachable(words)],
  ['views/unreachable', new ReadModelsUnreachable(words)],
] as const)('%s tells nobody who asks what the server said: it may name addresses', (code, error) => {
  const { zh, en } = PROBLEMS[code];
  expect(explain(error)).toMatchObject({ code, text: { zh, en }, headers: { 'retry-after': '5' } });
});

it('tells in its own words what says where', () => {
  expect(explain(new ReadModelsStopped(words))).toMatchObject({ code: 'views/stopped', text: words });
});

it('tells a damaged key from one that is missing: a newer vault mends only the latter', () => {
  expect(explain(new KeyMissing('c-1'))).toMatchObject({ code: 'vault/key-missing' });
  expect(explain(new KeyDamaged('c-1', 'vault.db'))).toMatchObject({ code: 'vault/key-damaged' });
});

it('tells the times of a refusal by the clocks of the company, in its sentence and at its field', () => {
  const refuse = defineRefusals('test', {
    resolved: { zh: '{id} 在 {at} 已解决。', en: '{id} was resolved at {at}.' },
  });
  const refusal = refuse('resolved', { id: 'SR-1', at: '2026-11-28T16:17:25.713Z' }).of('resolvedAt');
  const { detail, errors } = problemDocument(explain(refusal, 'Asia/Shanghai'), 'zh', 'urn:x');
  expect(detail).toBe('SR-1 在 2026-11-29 00:17:25 已解决。');
  expect(errors).toEqual([{ pointer: '/resolvedAt', code: 'test/resolved', detail }]);
});
