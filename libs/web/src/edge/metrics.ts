import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry as Prometheus } from 'prom-client';
import type { Figure } from '@dossier/engine';
import { register } from './register';
import type { Shares } from './shares';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Metrics for Prometheus. Labels are names of routes, commands and projections, never of customers. */
export class Metrics {
  private readonly registry = new Prometheus();
  private readonly requests = new Histogram({
    name: 'dossier_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [this.registry],
  });
  private readonly commands = new Counter({
    name: 'dossier_commands_total',
    help: 'Commands by outcome: done, nothing, replayed, or the code of the refusal',
    labelNames: ['command', 'outcome'],
    registers: [this.registry],
  });
  private readonly commandSeconds = new Histogram({
    name: 'dossier_command_seconds',
    help: 'Time from a command that keeps the rules to its receipt, the append on disk included',
    labelNames: ['command'],
    buckets: SECONDS,
    registers: [this.registry],
  });
  private readonly streams = new Gauge({
    name: 'dossier_event_streams',
    help: 'Subscribers of /events that are connected',
    registers: [this.registry],
  });
  private readonly problems = new Counter({
    name: 'dossier_problems_total',
    help: 'Answers that were a problem, by its code: reads/busy, reads/long, answers/too-many, answers/unread and request/no-room are refusals for want of a share',
    labelNames: ['code'],
    registers: [this.registry],
  });
  private readonly taken = new Gauge({
    name: 'dossier_share_taken',
    help: 'What is taken of a thing that callers share: places, or bytes (bodies, unread)',
    labelNames: ['share'],
    registers: [this.registry],
  });
  private readonly most = new Gauge({
    name: 'dossier_share_most',
    help: 'How much of it there is; one thing that is larger is let in alone',
    labelNames: ['share'],
    registers: [this.registry],
  });
  private readonly waiting = new Gauge({
    name: 'dossier_share_waiting',
    help: 'How many wait for their turn to have of it',
    labelNames: ['share'],
    registers: [this.registry],
  });

  private readonly checkedAt = new Gauge({
    name: 'dossier_check_timestamp_seconds',
    help: 'When the last check of the stored data ended that this process was asked for (dossier verify: whole, dossier doctor: quick)',
    labelNames: ['depth'],
    registers: [this.registry],
  });
  private readonly faults = new Gauge({
    name: 'dossier_check_faults',
    help: 'Faults that it found',
    labelNames: ['depth'],
    registers: [this.registry],
  });

  constructor(
    figures: readonly Figure[],
    private readonly shares: Readonly<Record<string, Pick<Shares, 'taken' | 'most' | 'waiting'>>>,
  ) {
    collectDefaultMetrics({ register: this.registry });
    register(figures, this.registry);
  }

  request(method: string, route: string, status: number, seconds: number): void {
    this.requests.labels(method, route, String(status)).observe(seconds);
  }
  command(command: string, outcome: string, seconds: number): void {
    this.commands.labels(command, outcome).inc();
    this.commandSeconds.labels(command).observe(seconds);
  }
  problem(code: string): void {
    this.problems.labels(code).inc();
  }
  checked(depth: string, faults: number): void {
    this.checkedAt.labels(depth).setToCurrentTime();
    this.faults.labels(depth).set(faults);
  }
  subscriber(change: 1 | -1): void {
    this.streams.inc(change);
  }

  /** In the text format 0.0.4. */
  async text(): Promise<{ readonly type: string; readonly text: string }> {
    for (const [share, { taken, most, waiting }] of Object.entries(this.shares)) {
      this.taken.labels(share).set(taken);
      this.most.labels(share).set(most);
      this.waiting.labels(share).set(waiting);
    }
    return { type: this.registry.contentType, text: await this.registry.metrics() };
  }
}
