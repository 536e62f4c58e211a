import { parseArgs } from 'node:util';
import { assessment } from './assessment';
import { catchUp } from './catch-up';
import { curve } from './curve';
import { customerRows } from './customer-rows';
import { eventStoreDb } from './eventstoredb';
import { type Bench, textOf } from './figure';
import { besideOthers } from './foreign-load';
import { growth } from './growth';
import { httpCommand } from './http-command';
import { idleProjections } from './idle-projections';
import { importing } from './import';
import { lag } from './lag';
import { lagDistributed } from './lag-distributed';
import { largeCustomer } from './large-customer';
import { lateFacts } from './late-facts';
import { overload } from './overload';
import { read } from './read';
import { relaying } from './relay';
import { working } from './worker';

const benches: readonly Bench[] = [
  ...[
    httpCommand,
    read,
    lag,
    catchUp,
    importing,
    lateFacts,
    largeCustomer,
    idleProjections,
    customerRows,
    assessment,
    overload,
    curve,
    growth,
    eventStoreDb,
    relaying,
    working,
    lagDistributed,
  ],
];

const usage = (): string =>
  [
    'usage: npm run bench -- [name…] [--full] [--file=<file>] [--keep=<folder>] [--json]',
    ...benches.map(({ name, about, onDemand }) => `  ${name}  ${about}${onDemand ? ' (only where it is named)' : ''}`),
  ].join('\n');

/** `npm run bench -- [name…] [--full] [--file=<file>] [--keep=<folder>] [--json]` */
async function main(args: string[]): Promise<number> {
  const asked = askedBy(args);
  if (asked === undefined) {
    console.error(usage());
    return 2;
  }
  const { names, json, ...wanted } = asked;
  for (const bench of benches.filter(({ name, onDemand }) => (names.length === 0 ? !onDemand : names.includes(name)))) {
    const say = (text: string): boolean => process.stderr.write(`${bench.name}: ${text}\n`);
    const began = performance.now();
    const { result, foreign } = await besideOthers(() => bench.run({ say, ...wanted }));
    for (const figure of result) console.log(json ? JSON.stringify(figure) : textOf(figure));
    say(`${Math.round((performance.now() - began) / 1_000)} s in all; others kept ${foreign.toFixed(1)} cores busy`);
  }
  return 0;
}

interface AskedBy {
  readonly names: readonly string[];
  readonly full: boolean;
  readonly json: boolean;
  readonly file?: string;
  readonly keep?: string;
}

/** undefined: it is not understood. */
function askedBy(args: string[]): AskedBy | undefined {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...{ full: { type: 'boolean' }, json: { type: 'boolean' } },
        ...{ file: { type: 'string' }, keep: { type: 'string' } },
      },
    });
    if (positionals.some((name) => !benches.some((bench) => bench.name === name))) return undefined;
    return { names: positionals, full: false, json: false, ...values };
  } catch {
    return undefined;
  }
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
