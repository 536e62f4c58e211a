import { join } from 'node:path';
import type { Room } from './room';

/** Installs a package of PyPI into an environment of its own. @returns the folder of its programs */
export async function installPackage(room: Room, folder: string, requirement: string): Promise<string> {
  const programs = join(folder, 'bin');
  await room.run(['python3', '-m', 'venv', folder]);
  await room.run([join(programs, 'python'), '-m', 'pip', 'install', '--quiet', requirement]);
  return programs;
}
