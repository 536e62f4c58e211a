import { randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demand } from './tools';

/** Files with what a server shows to those who ask by TLS, and with what they know it by. */
export interface Certificate {
  /** Of the authority that issued it: whoever trusts this one trusts the server. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** What each of the two may be used for. */
const USES = `
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
[server]
subjectAltName = IP:127.0.0.1, DNS:localhost
`;
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Makes an authority, and by it a certificate for a server of this machine: nobody else has either. */
export function certificate(folder: string): Certificate {
  demand(['openssl']);
  const file = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): unknown => execFileSync('openssl', args, { stdio: 'pipe' });
  const [uses, request, caKey] = [file('uses.cnf'), file('request.pem'), file('ca.key')];
  const made = { ca: file('ca.pem'), cert: file('cert.pem'), key: file('key.pem') };
  writeFileSync(uses, USES);
  const newRequest = ['req', '-config', uses, ...NEW_KEY];
  // a name of its own: of two authorities with the same name a client would look at one
  const authority = ['-x509', '-extensions', 'authority', '-days', '2', '-subj', `/CN=Authority ${randomUUID()}`];
  openssl(...newRequest, ...authority, '-keyout', caKey, '-out', made.ca);
  openssl(...newRequest, '-subj', '/CN=Server of tests', '-keyout', made.key, '-out', request);
  const by = ['-CA', made.ca, '-CAkey', caKey, '-set_serial', '1', '-days', '2', '-extfile', uses];
  openssl('x509', '-req', '-in', request, ...by, '-extensions', 'server', '-out', made.cert);
  return made;
}
