import { readFileSync } from 'node:fs';
import { show } from '../answer';
import { asTyped, options, type Spoken, WrongUse } from '../failure';
import { ledByCustomer } from '../led-by-customer';
import { inChinese } from '../placeholders';
import { typedFile } from '../typed-file';
import { argument, count, type Run, text } from '../verb';

/** In place of a scheme: the policy that says who gets which request. */
const ASSIGNMENT = 'service-assignment';
/** In place of a name where the draft itself was typed. */
const FILE = '<file>';
/** Rows that a person gets unasked. */
const ROWS = 50;

interface Asked {
  readonly file: string;
  readonly body: object;
  /** JSON pointer of the draft in the file. */
  readonly draftAt: string;
}

/**
 * What a file asks, or a text in its place that begins as JSON: a draft, or one beside a draft of the benefits, as the server
 * takes both. A draft that was saved with all that the server tells of a policy is its document.
 * @throws WrongUse
 */
function askedIn(given: string): Asked {
  const isTyped = given.startsWith('{');
  const file = isTyped ? FILE : typedFile(given);
  const named = isTyped ? { zh: inChinese(FILE), en: FILE } : file;
  let read: unknown;
  try {
    read = JSON.parse(isTyped ? given : readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new WrongUse(
      { zh: '{file} 不能作为 JSON 读取：{why}', en: '{file} cannot be read as JSON: {why}' },
      { file: named, why },
    );
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    throw new WrongUse(
      {
        zh: '{file} 应为一个 JSON 对象：政策的完整内容',
        en: '{file} must be a JSON object, the whole document of a policy',
      },
      { file: named },
    );
  if ('draft' in read) return { file, body: read, draftAt: '/draft' };
  const { document } = read as { readonly document?: unknown };
  return typeof document === 'object' && document !== null
    ? { file, body: { draft: document }, draftAt: '/document' }
    : { file, body: { draft: read }, draftAt: '' };
}

/** Of a fault in the file its place there is told. */
const spokenOf = ({ file, draftAt }: Asked): Spoken => ({
  option: (name) =>
    ['asOf', 'scheme'].includes(name)
      ? options({ asOf: '--as-of', scheme: '<policy>' }).option(name)
      : `${file} ${`/${name}`.replace(/^\/draft(?=\/|$)/, draftAt)}`.trimEnd(),
});

export const run: Run = async (session, given) => {
  const { terminal } = session;
  const asked = askedIn(argument(given, 1));
  const limit = count(given, 'limit', 1);
  const of = argument(given, 0);
  const trial =
    of === ASSIGNMENT
      ? { path: `/${ASSIGNMENT}/what-if`, name: 'service.assignment-what-if' }
      : { path: `/tier-schemes/${encodeURIComponent(of)}/what-if`, name: 'tiers.what-if' };
  const query = { asOf: text(given, 'asOf') };
  const door = await session.door();
  const { body } = await asTyped(() => door.ask('POST', trial.path, { query, body: asked.body }), spokenOf(asked));
  const most = limit ?? (terminal.json ? Infinity : ROWS);
  const shown = terminal.json ? body : ledByCustomer(body as object);
  await show(terminal, shown, { name: trial.name, most });
  terminal.note({ zh: '以上为试算：未写入任何内容', en: 'This was a trial: nothing was written' });
  return 0;
};
