import { onceForEach } from '@dossier/kernel';

/** Characters from which an answer is sent as bytes. */
const LARGE = 16_384;

/**
 * A large text would be measured first and encoded while it is written; a small one goes out together with its headers.
 * @param indent spaces; left out: all in one line
 */
export function serialized(answer: unknown, indent?: number): string {
  const text = JSON.stringify(answer, null, indent);
  return text.length < LARGE ? text : asText(Buffer.from(text));
}
/** Fastify takes bytes, its type does not say so. */
const asText = (bytes: Buffer): string => bytes as unknown as string;

const bytesOf = onceForEach((part: object): Buffer => Buffer.from(JSON.stringify(part)));

/** The same of an object with parts that are shown again, as they are: no JSON is made of them anew. */
export function serializedInParts(answer: object): string {
  const bytes: Buffer[] = [];
  let [text, comma] = ['{', ''];
  for (const [name, value] of Object.entries(answer) as [string, unknown][]) {
    if (value === undefined) continue;
    text += `${comma}${JSON.stringify(name)}:`;
    comma = ',';
    if (typeof value === 'object' && value !== null) {
      bytes.push(Buffer.from(text), bytesOf(value));
      text = '';
    } else text += JSON.stringify(value);
  }
  return asText(Buffer.concat([...bytes, Buffer.from(`${text}}`)]));
}
