import type { Class } from './event';
import type { Instant } from './instant';
import { pointerKeys } from './json-pointer';
import type { Text } from './text';

/** What is wrong with a document, in words. */
export interface PolicyFault extends Text {
  /** JSON pointer within the document (RFC 6901); left out: the document as a whole. */
  readonly at?: string;
}
/** The names on the way to what is wrong, from the document on. */
export const placeOf = ({ at = '' }: PolicyFault): readonly string[] => pointerKeys(at);

/** A document that an operator edits; numbers in it are never constants in code. */
interface PolicyParts<P extends object> {
  readonly name: string;
  readonly title: Text;
  /** The rules of its fields. */
  readonly document: Class<P>;
  /** Version 0, in force until another is published. */
  readonly initial: P;
  /**
   * What a document that was published before some fields were there says of these, where that is not what version 0 says.
   * @param published without these fields
   */
  readonly saidBefore?: (published: Partial<P>) => Partial<P>;
  /** What is wrong with a document whose fields keep their rules, so that it is refused; left out: nothing can be. */
  readonly fault?: (document: P) => PolicyFault | undefined;
}
export interface PolicyDef<P extends object> extends PolicyParts<P> {
  readonly kind: 'policy';
}
export const definePolicy = <P extends object>(def: PolicyParts<P>): PolicyDef<P> => ({ ...def, kind: 'policy' });
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyPolicyDef = PolicyDef<any>;

export interface PolicyInForce<P> {
  readonly name: string;
  readonly version: number;
  readonly document: P;
  /** Since when it is in force; left out: always, nothing was published before. */
  readonly since?: Instant;
}
/** Looks a policy up as of the instant of an evaluation, or of the earlier one that is asked for. */
export type Policies = <P extends object>(policy: PolicyDef<P>, at?: Instant) => PolicyInForce<P>;
/** Every policy as its context brings it. */
export const initialPolicies: Policies = (policy) => ({ name: policy.name, version: 0, document: policy.initial });
