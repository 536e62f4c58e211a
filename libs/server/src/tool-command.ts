import { resolve } from 'node:path';

/** The folder that the tool takes when none is named. */
const USUAL = 'data';

/**
 * What is typed into a shell so that the tool finds the folder of this server: without `--data` it would take another one.
 * @param data left out for readers elsewhere: a path on this machine is not theirs
 */
export function toolCommand(typed: string, data?: string): string {
  const named = data === undefined || resolve(data) === resolve(USUAL) ? '' : ` --data ${shellWord(resolve(data))}`;
  return `npx dossier ${typed}${named}`;
}

const shellWord = (text: string): string =>
  /^[\w./:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
