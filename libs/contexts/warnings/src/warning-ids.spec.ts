import { IsId } from '@dossier/fields';
import { compileRules } from '@dossier/rules';
import { signals } from './terms';
import { warningIdsOf } from './watch';

class Named {
  @IsId() id!: string;
}
const rules = compileRules(Named);

it('names each warning so that commands take it, also the second one of a cause', () => {
  const event = '01a222f3-ac3c-7656-b63f-0577eda3d469';
  const at = '9999-12-31T23:59:59.999Z';
  for (const code of signals.codes) {
    const cause = code === 'volume-down' ? `2026-07-${event}` : event;
    for (const id of warningIdsOf({ code }, cause, at)) expect([id, rules.check({ id })]).toEqual([id, []]);
  }
});
