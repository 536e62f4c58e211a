import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { both } from './both';

/** What servers are prepared with and run on, and the package of Debian that has it. */
const PACKAGES = {
  java: 'default-jre-headless',
  mvn: 'maven',
  mmdebstrap: 'mmdebstrap',
  chroot: 'coreutils',
  python3: 'python3-venv',
  openssl: 'openssl',
} as const;
export type Tool = keyof typeof PACKAGES;

export const has = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

/** @throws Error that names what is missing */
export function demand(tools: readonly Tool[]): void {
  const missing = tools.filter((tool) => !has(tool));
  if (missing.length === 0) return;
  const install = `apt-get install ${missing.map((tool) => PACKAGES[tool]).join(' ')}`;
  const names = missing.join(' ');
  throw new Error(both(`缺少 ${names}，Debian 上可运行 ${install}`, `${names} missing; on Debian: ${install}`));
}

/** Who enters a folder as if it were the whole system must be root. @throws Error that says so */
export function demandRoot(): void {
  if (process.getuid?.() !== 0) throw new Error(both('须以 root 身份准备和运行', 'only root can prepare and run it'));
}
