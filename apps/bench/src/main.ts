import { curve } from './curve';
import { customerRows } from './customer-rows';
import type { Bench } from './figure';
import { httpCommand } from './http-command';
import { idleProjections } from './idle-projections';
import { lateFacts } from './late-facts';
import { overload } from './overload';

const benches: readonly Bench[] = [httpCommand, lateFacts, idleProjections, customerRows, overload, curve];

/** `npm run bench -- [name…] [--json]` */
async function main(args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  const names = args.filter((arg) => !arg.startsWith('--'));
  const unknown = names.find((name) => !benches.some((bench) => bench.name === name));
  if (unknown !== undefined || args.some((arg) => arg.startsWith('--') && arg !== '--json')) {
    console.error(
      `usage: npm run bench -- [name…] [--json]\n${benches.map((b) => `  ${b.name}  ${b.about}`).join('\n')}`,
    );
    return 2;
  }
  for (const bench of benches.filter(({ name }) => names.length === 0 || names.includes(name)))
    for (const figure of await bench.run((text) => process.stderr.write(`${bench.name}: ${text}\n`)))
      console.log(
        json
          ? JSON.stringify(figure)
          : `${figure.bench} · ${figure.case}: ${figure.value} ${figure.unit}; ${figure.against}: ${figure.againstValue}; ratio ${figure.ratio}`,
      );
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
