import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@dossier/engine';
import { milliseconds } from '@dossier/kernel';
import { type Entropy, systemEntropy } from '@dossier/security';

const HOUR_MS = 3_600_000;

/** The sign-in of whoever sees the terminal: one link, one use, one hour. */
export class OneTimeSignIn {
  /** For the link `/sign-in?once=…`. */
  readonly token: string;
  private readonly until: number;
  private used = false;

  constructor(
    private readonly clock: Clock,
    entropy: Entropy = systemEntropy,
  ) {
    this.token = entropy(24).toString('base64url');
    this.until = milliseconds(clock.now()) + HOUR_MS;
  }

  /** True while the link with this token may be used. */
  accepts(token: string | undefined): boolean {
    const fresh = !this.used && milliseconds(this.clock.now()) < this.until;
    return token !== undefined && fresh && timingSafeEqual(digest(token), digest(this.token));
  }

  /** Uses it up; true for one caller only. */
  use(token: string | undefined): boolean {
    const isAccepted = this.accepts(token);
    if (isAccepted) this.used = true;
    return isAccepted;
  }
}

/** Equal length whatever was sent. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
