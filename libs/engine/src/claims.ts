import type { Claim, Claimed, EventStore } from '@dossier/event-store';
import { type AnyCommandDef, canonicalJson } from '@dossier/kernel';
import { fingerprint } from '@dossier/security';
import type { Sent } from './door';

// what a command claims in the log, so that it has one effect however often it is sent

/** A command that is rehearsed and then run claims the same twice, and a hash over thousands of lines takes its time. */
const claims = new WeakMap<object, { readonly sent: Sent; readonly claim: Claim | undefined }>();
export function claimOf(def: AnyCommandDef, command: object, sent: Sent): Claim | undefined {
  const known = claims.get(command);
  if (known?.sent === sent) return known.claim;
  const claim = newClaim(def, command, sent);
  claims.set(command, { sent, claim });
  return claim;
}

export function newClaim(def: AnyCommandDef, command: object, sent: Sent): Claim | undefined {
  const { principal, key, messageId, ...rest } = sent;
  const scope = messageId === undefined ? [principal.id, key] : ['message', principal.id, messageId];
  if (scope.at(-1) === undefined) return undefined;
  return {
    key: fingerprint('key', ...(scope as string[])),
    fingerprint: fingerprint(
      'command',
      def.name,
      canonicalJson(command),
      canonicalJson({ ...rest, traceparent: undefined, correlationId: undefined }),
    ),
  };
}

/**
 * Message ids were everybody's once: what was claimed so by the same command stays done, and its repeat has no second
 * effect.
 */
export async function claimedBefore(
  store: EventStore,
  { key, fingerprint: print }: Claim,
  { messageId }: Sent,
): Promise<Claimed | undefined> {
  const first = await store.claimed(key);
  if (first !== undefined || messageId === undefined) return first;
  const once = await store.claimed(fingerprint('key', 'message', messageId));
  return once?.fingerprint === print ? once : undefined;
}

/** How a step is sent: as the command that it goes with, under keys of its own that no sender can write. */
export function sentWith({ key, messageId, ...rest }: Sent, index?: number): Sent {
  const sent = { ...rest };
  // they are about the command that this goes with
  delete sent.ifMatch;
  delete sent.beside;
  if (index === undefined) return sent; // a reservation is recognised by what it says
  const own = (text: string): string => `${text}\nstep ${index}`;
  return {
    ...sent,
    ...(key !== undefined && { key: own(key) }),
    ...(messageId !== undefined && { messageId: own(messageId) }),
  };
}
