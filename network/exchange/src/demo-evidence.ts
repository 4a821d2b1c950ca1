import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPinnedRoots } from '@databund/audit';
import type { ExchangeFolder } from './exchange-folder';
import { findPackage } from './packages';
import { printLine } from './run-command';
import { SetupError } from './setup-error';

/** Ends a process that opens a connection, so that a verifier which needs a network fails. */
const withoutNetwork = "data:text/javascript,import { Socket } from 'node:net'; Socket.prototype.connect = () => process.exit(9);";

/** The end of a verifier's process: its exit code, and the line that has its verdict. */
interface Verdict {
  readonly isAccepted: boolean;
  readonly text: string;
}

/** Proves the demo's trade by a pack of each kind to two verifiers without network, and shows that both refuse a pack with one changed byte. */
export class DemoEvidence {
  private readonly roots: string;

  /** `data`: folder for packs and root certificates. */
  constructor(
    private readonly folder: ExchangeFolder,
    private readonly data: string,
  ) {
    this.roots = join(data, 'evidence-roots');
  }

  /** Returns the number of packs that both verifiers accepted, and refused after the change. @throws SetupError DEMO_FAILED */
  async show(trade: string): Promise<number> {
    this.writeRoots();
    const subject = { kind: 'trade', id: trade };
    const packs = [
      { kind: 'checkpoint', bytes: await this.folder.connectAs('buyer').prove(subject) },
      { kind: 'blocks', bytes: await this.folder.connectAs('auditor').prove(subject, 'blocks') },
    ];
    for (const { kind, bytes } of packs) await this.showPack(kind, bytes);
    return packs.length;
  }

  private async showPack(kind: string, bytes: Uint8Array): Promise<void> {
    const changed = Uint8Array.from(bytes);
    const middle = changed.length >> 1;
    changed[middle] = (changed[middle] ?? 0) ^ 1;
    const [accepted, refused] = [await this.verify(`${kind}.evidence`, bytes), await this.verify(`${kind}-changed.evidence`, changed)];
    printLine(`A stranger verifies a pack of kind ${kind} (${String(bytes.length)} bytes) offline, by two verifiers:`);
    for (const { text } of [...accepted, ...refused]) printLine(`  ${text}`);
    if (accepted.every(({ isAccepted }) => isAccepted) && refused.every(({ isAccepted }) => !isAccepted)) return;
    throw new SetupError('DEMO_FAILED', `The pack of kind ${kind} was refused, or its change was not found.`);
  }

  private async verify(name: string, bytes: Uint8Array): Promise<readonly Verdict[]> {
    const file = join(this.data, name);
    writeFileSync(file, bytes);
    const command = join(findPackage('cli'), 'bin', 'databund.js');
    const second = join(findPackage('audit'), 'bin', 'verify-pack.js');
    return [await run([command, 'verify', file, '--roots', this.roots]), await run([second, file, this.roots])];
  }

  private writeRoots(): void {
    mkdirSync(this.roots, { recursive: true });
    for (const [mspId, pems] of Object.entries(readPinnedRoots(this.folder.connectionPath)))
      writeFileSync(join(this.roots, `${mspId}.pem`), pems.join('\n'));
  }
}

function run(words: readonly string[]): Promise<Verdict> {
  return new Promise((resolve) => {
    const options = { maxBuffer: 16 * 1024 * 1024 };
    execFile(process.execPath, ['--import', withoutNetwork, ...words], options, (error, stdout, stderr) => {
      const lines = `${stdout}\n${stderr}`.split('\n');
      const text = lines.find((line) => /VERIFIED:|PACK_|ENTRY_/.test(line)) ?? '';
      resolve({ isAccepted: error === null, text });
    });
  });
}
