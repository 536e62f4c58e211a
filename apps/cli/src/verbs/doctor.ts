import { systemClock } from '@dossier/engine';
import { OperatorError, type Text } from '@dossier/kernel';
import { folder, nodeVersion } from '../doctor/machine';
import { platform } from '../doctor/platform';
import type { Finding, State } from '../doctor/finding';
import { Failure } from '../failure';
import type { Run, Session } from '../verb';
import { controlSocket, holdsData, listening } from '../find-door';

const marks: Readonly<Record<State, Text>> = {
  well: { zh: '正常', en: 'ok  ' },
  poor: { zh: '注意', en: 'look' },
  bad: { zh: '故障', en: 'BAD ' },
};

export const run: Run = async (session) => {
  const { terminal } = session;
  const findings = [nodeVersion(), ...(session.remote ? [] : folder(session.data)), ...(await platformOf(session))];
  const isWell = findings.every(({ state }) => state !== 'bad');
  if (terminal.json) {
    const checks = findings.map(({ check, state, text, details }) => ({
      check,
      state,
      detail: terminal.say(text, details),
    }));
    await terminal.result(JSON.stringify({ ok: isWell, checks }));
  } else
    for (const { state, text, details } of findings)
      await terminal.result(`${terminal.say(marks[state])}  ${terminal.say(text, details)}`);
  return isWell ? 0 : 1;
};

/** What is behind the door; a door that does not open is a finding too. */
async function platformOf(session: Session): Promise<readonly Finding[]> {
  if (!session.remote && !holdsData(session.data)) return [];
  const owned = !session.remote && (await listening(controlSocket(session.data)));
  const owner: Finding = {
    check: 'owner',
    state: 'well',
    text: owned
      ? { zh: '服务器正在运行', en: 'a server is running' }
      : {
          zh: '没有服务器在运行，由本工具打开数据文件夹',
          en: 'no server is running; this tool opens the folder itself',
        },
  };
  try {
    const found = await platform(await session.door(), systemClock.now());
    return session.remote ? found : [owner, ...found];
  } catch (error) {
    return [unopened(error)];
  }
}

/** What the operator can mend brings its own words; anything else is told as it is. */
function unopened(error: unknown): Finding {
  const found = { check: 'door', state: 'bad' } as const;
  if (error instanceof Failure) return { ...found, text: error.text, details: error.details };
  if (error instanceof OperatorError) return { ...found, text: error.words };
  return { ...found, text: { zh: '{error}', en: '{error}' }, details: { error: String(error) } };
}
