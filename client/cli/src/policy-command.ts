import type { Command } from 'commander';
import { readOdrl } from '@databund/client';
import { parseJson, readText } from './local-paths';

interface PolicySession {
  readonly print: (value: unknown) => void;
  readonly fail: () => void;
}

/** Adds `databund policy read FILE`. */
export function addPolicies(program: Command, { print, fail }: PolicySession): void {
  program
    .command('policy')
    .description('policy: read: ODRL policies, as offers of listings')
    .command('read')
    .argument('<file>', 'a JSON-LD document with one ODRL policy in it')
    .description(
      'prints an ODRL policy in the form of a listing’s content.offer (--json), or everything in it that the exchange does not evaluate',
    )
    .action((file: string) => {
      const reading = readOdrl(parseJson(readText(file), `${file} is not JSON`));
      if ('policy' in reading) {
        print(reading.policy);
        return;
      }
      print(reading);
      fail();
    });
}
