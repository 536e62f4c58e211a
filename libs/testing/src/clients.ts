import { Throws } from './throws';

export interface Receipt {
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  readonly events: readonly { readonly id: string; readonly type: string }[];
}
interface Command {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly body: object;
  /** Done once it is acknowledged. */
  readonly then?: () => void;
}
/** A command that was answered. */
export interface Acknowledged extends Pick<Command, 'path' | 'body'> {
  readonly client: number;
  readonly receipt: Receipt;
}

/** Milliseconds after which a client gives an answer up and asks again. */
const PATIENCE = 4_000;
/** Each so many commands a client waits until it can read what it wrote. */
const READS = 20;
/** From an order to the date that was promised and is missed, in milliseconds. */
const PROMISED = 2_000;

/**
 * Clients that send commands one after the other, each under a key of its own, and repeat what was not answered at whatever
 * door is open, until it is: so all that they sent is acknowledged in the end.
 */
export class Clients {
  readonly acknowledged: Acknowledged[] = [];
  /** Answers that tell a client neither that it is done nor that it may ask again. */
  readonly unexpected: string[] = [];
  /** Sent once more with the same key. */
  repeated = 0;
  /** How often reads of what was written before were answered with which status; 0 is no answer in time. */
  readonly reads: Record<number, number> = {};
  /** Orders whose promised date is missed. */
  promised = 0;
  /** Streams of orders that one process refused, as the date had passed: another that stood still may have them under way. */
  readonly refusedLate = new Set<string>();
  private readonly customers: string[] = [];
  private heard: { readonly at: number; readonly go: () => void }[] = [];
  private running: Promise<unknown> | undefined;
  private stopping = false;
  private abandoned = false;

  /** @param doors those that are open now */
  constructor(
    private readonly doors: () => readonly string[],
    private readonly key: string,
    private readonly seed: number,
  ) {}

  start(clients: number, most: number): void {
    const isEnough = (): boolean => this.stopping || this.acknowledged.length >= most;
    this.running = Promise.all(Array.from({ length: clients }, (_, client) => this.work(client, isEnough)));
  }
  /** What is under way is repeated until it is answered. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }
  /** What is under way is given up. */
  abandon(): void {
    this.stopping = true;
    this.abandoned = true;
  }
  /** Resolves when so many more commands are acknowledged. */
  more(count: number): Promise<void> {
    return new Promise((go) => this.heard.push({ at: this.acknowledged.length + count, go }));
  }

  private async work(client: number, isEnough: () => boolean): Promise<void> {
    const throws = new Throws(this.seed * 31 + client);
    const nobodys: string[] = [];
    for (let n = 0; !isEnough(); n++) {
      const command = this.command(client, n, throws, nobodys);
      const receipt = await this.answered(command, `${this.seed}-${client}-${n}`, throws);
      if (!receipt) continue;
      this.acknowledged.push({ client, path: command.path, body: command.body, receipt });
      command.then?.();
      this.tell();
      if (n % READS === READS - 1) await this.read(throws, receipt);
    }
    this.heard.splice(0).forEach(({ go }) => go()); // no more will come
  }

  private tell(): void {
    const isThere = ({ at }: { readonly at: number }): boolean => at <= this.acknowledged.length;
    const there = this.heard.filter(isThere);
    this.heard = this.heard.filter((each) => !isThere(each));
    for (const { go } of there) go();
  }

  private command(client: number, n: number, throws: Throws, nobodys: string[]): Command {
    const name = `${client}-${n}`;
    const chance = throws.next();
    const customerId = this.customers.length > 0 ? throws.any(this.customers) : undefined;
    if (customerId === undefined || chance < 0.1) {
      const body = { customerId: `c-${name}`, kind: 'organisation', name: `Works ${name}`, department: 'sales' };
      return { method: 'POST', path: '/customers', body, then: () => this.customers.push(body.customerId) };
    }
    if (chance < 0.25) {
      const facts = [{ attribute: 'industry', value: `trade ${name}` }];
      return { method: 'POST', path: `/customers/${customerId}/facts`, body: { department: 'finance', facts } };
    }
    const nobody = chance < 0.4 ? nobodys.shift() : undefined;
    if (nobody !== undefined)
      return { method: 'POST', path: `/orders/${nobody}/attribute`, body: { customerId, department: 'sales' } };
    if (client === 0 && chance > 0.97) {
      const document = { repeatPurchases: 2, loyalPurchases: 5, loyalMonths: 6, churnDays: 30 + n };
      return { method: 'PUT', path: '/policies/lifecycle', body: { document, approvedBy: 'board' } };
    }
    const isNobodys = chance < 0.6;
    const isPromised = chance > 0.85;
    const orderId = `o-${name}`;
    const body = {
      ...{ orderId, number: orderId, department: 'sales', currency: 'CNY' },
      lines: ['A', 'B'].map((sku) => ({ sku, quantity: 1 + throws.below(9), unitPrice: '12.50' })),
      ...(!isNobodys && { customerId }),
      ...(isPromised && { promisedShipAt: new Date(Date.now() + PROMISED).toISOString() }),
    };
    const placed = (): void => {
      if (isNobodys) nobodys.push(orderId);
      if (isPromised) this.promised += 1;
    };
    return { method: 'POST', path: '/orders', body, then: placed };
  }

  /** @returns undefined where it was answered with what nobody expects */
  private async answered({ method, path, body }: Command, key: string, throws: Throws): Promise<Receipt | undefined> {
    for (let times = 0; !this.abandoned; times++) {
      if (times > 0) this.repeated += 1;
      const answer = await this.ask(throws, path, {
        method,
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
      });
      if (answer === undefined || answer.status === 503) continue;
      if (answer.status < 300) return answer.body as unknown as Receipt;
      if (String(answer.body['code']).endsWith('/in-flight')) continue;
      // taken up so late that the promised date has passed; a process that stands still may have it under way
      const { promisedShipAt = '', orderId } = body as { readonly promisedShipAt?: string; readonly orderId?: string };
      const isOver = promisedShipAt < new Date().toISOString();
      if (isOver && answer.body['code'] === 'sales/promised-before-placed') {
        this.refusedLate.add(`order-${orderId}`);
        return undefined;
      }
      this.unexpected.push(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return undefined;
    }
    return undefined;
  }

  private async read(throws: Throws, { position }: Receipt): Promise<void> {
    const headers = { 'dossier-after': position, prefer: 'wait=3' };
    const answer = await this.ask(throws, `/customers/${throws.any(this.customers)}/360`, { headers });
    const status = answer?.status ?? 0;
    this.reads[status] = (this.reads[status] ?? 0) + 1;
  }

  /** @returns undefined where there was no answer in time */
  private async ask(throws: Throws, path: string, init: RequestInit) {
    try {
      const answer = await fetch(`${throws.any(this.doors())}/api/v1${path}`, {
        ...init,
        headers: { authorization: `Bearer ${this.key}`, ...(init.headers as Readonly<Record<string, string>>) },
        signal: AbortSignal.timeout(PATIENCE),
      });
      return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> };
    } catch {
      return undefined;
    }
  }
}
