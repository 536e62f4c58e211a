import { systemClock } from '@dossier/engine';
import { OperatorError, type Text } from '@dossier/kernel';
import { check, NOT_BEGUN } from '../check';
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
  const findings = [
    nodeVersion(),
    ...(session.remote ? [] : folder(session.data)),
    ...(await filesAndPlatform(session)),
  ];
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
      await terminal.result(`${terminal.say(marks[state])}  ${terminal.say(text, await terminal.inZone(details))}`);
  return isWell ? 0 : 1;
};

/** Files in which something is wrong are not opened to look behind the door: that would change them. */
async function filesAndPlatform(session: Session): Promise<readonly Finding[]> {
  if (!session.remote && !holdsData(session.data)) return [];
  const files = await filesOf(session);
  const isOpen = session.remote || (await listening(controlSocket(session.data)));
  return isOpen || files.every(({ state }) => state === 'well') ? [...files, ...(await platformOf(session))] : files;
}

/** What the files say of themselves and of each other. */
async function filesOf(session: Session): Promise<readonly Finding[]> {
  try {
    const { faults = [], accepted = [], isBegun = true, notLookedAt } = (await check(session, 'quick')) ?? {};
    if (!isBegun) return [{ check: 'files', state: 'poor', text: NOT_BEGUN }];
    const told = accepted.map(({ detail }) => ({ check: 'losses', state: 'well', text: literal(detail) }) as const);
    if (faults.length > 0)
      return [
        ...faults.map(({ detail }) => ({ check: 'files', state: 'bad', text: literal(detail) }) as const),
        ...told,
      ];
    const text = {
      zh: '日志、保险库与读模型的文件完好，彼此相符；逐个核对事件用 dossier verify',
      en: 'the files of log, vault and read models are sound and fit each other; dossier verify reads every event',
    };
    if (notLookedAt !== undefined) return [{ check: 'files', state: 'well', text: literal(notLookedAt) }, ...told];
    return [{ check: 'files', state: 'well', text }, ...told];
  } catch (error) {
    return [unopened(error)];
  }
}
const literal = (text: string): Text => ({ zh: text, en: text });

/** What the server says of itself. A server that cannot be reached or started is a finding too. */
async function platformOf(session: Session): Promise<readonly Finding[]> {
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
