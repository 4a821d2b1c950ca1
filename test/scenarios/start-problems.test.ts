import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPortBase } from '../support/free-ports';
import type { NodeProcess } from '../support/node-process';
import { connectAs, ExchangeCommands, getParticipantId } from '../support/started-exchange';

jest.setTimeout(120_000); // The suite starts a whole exchange three times.

const data = mkdtempSync(join(tmpdir(), 'databund-problems-'));
let commands: ExchangeCommands;
let running: NodeProcess | undefined;
beforeAll(async () => (commands = new ExchangeCommands(await findPortBase(24_000))));
afterAll(async () => {
  await running?.end();
  rmSync(data, { recursive: true, force: true });
});

async function start(...flags: readonly string[]): Promise<NodeProcess> {
  running = await commands.start(['--data', data, ...flags]);
  return running;
}

const locateCredentials = (mspId: string, name: string) =>
  join(data, 'devnet', 'organisations', mspId, 'users', getParticipantId(data, name));

/** Makes a participant pin a hash. @throws DatabundError */
async function pin(name: string, value: string): Promise<void> {
  const { participant } = connectAs(data, name);
  const { id, revision } = await participant.get({ id: getParticipantId(data, name) });
  await participant.pin({ id, revision, keyHashes: [{ alg: 'sha-256', value }] });
}

/** Pins a wrong hash; if the exchange refuses it, pins the certificate and takes it away, so that the next start issues another one. */
async function lockOut(mspId: string, name: string): Promise<void> {
  const isPinned = await pin(name, '00'.repeat(32)).then(
    () => true,
    () => false,
  );
  if (isPinned) return;
  const credentials = locateCredentials(mspId, name);
  const { raw } = new X509Certificate(readFileSync(join(credentials, 'cert.pem')));
  await pin(name, createHash('sha256').update(raw).digest('hex'));
  rmSync(credentials, { recursive: true });
}

/** The lines that the start printed about a participant that cannot act. */
function findProblem({ written }: NodeProcess, name: string): string {
  const [, problems = ''] = written.split('These participants cannot act');
  const [, problem = ''] = new RegExp(`^ {4}${name} .*\\n((?: {6}.*\\n)+)`, 'm').exec(problems) ?? [];
  return problem;
}

describe('npm start with participants that cannot act', () => {
  let again: NodeProcess;
  beforeAll(async () => {
    const first = await start('--no-seed');
    expect(first.written).not.toContain('cannot act');
    const { participant } = connectAs(data, 'operator');
    for (const [name, verb] of [
      ['buyer', 'suspend'],
      ['assessor', 'withdraw'],
    ] as const) {
      const { id, revision } = await participant.get({ id: getParticipantId(data, name) });
      await participant[verb]({ id, revision });
    }
    await lockOut('RegulatorMSP', 'arbiter');
    await lockOut('ExchangeMSP', 'operator');
    rmSync(join(locateCredentials('RegulatorMSP', 'auditor'), 'key.pem'));
    await first.end();
    again = await start();
  });

  it('serves those that can act', async () => {
    expect(again.written).toContain('serves at');
    const { items } = await connectAs(data, 'provider').participant.list({});
    expect(items).toHaveLength(7);
    expect(['provider', 'authority'].map((name) => findProblem(again, name))).toEqual(['', '']);
  });

  it.each([
    ['buyer', /SUSPENDED.*\n *Next step: Run `databund participant reinstate ptc-/],
    ['assessor', /WITHDRAWN.*\n *Next step: Enrol a new participant/],
    ['arbiter', /CERTIFICATE_NOT_PINNED.*\n *Next step: Put a pinned certificate/],
    ['operator', /CERTIFICATE_NOT_PINNED.*\n *Next step: Put a pinned certificate/],
    ['auditor', /KEY_MISSING: The private key of auditor is missing: .*key\.pem\. Restore/],
  ])('reports why the %s cannot act, and the next step', (name, problem) => {
    expect(findProblem(again, name)).toMatch(problem);
  });

  it('names the folder from which it reads a pinned certificate', () => {
    expect(findProblem(again, 'arbiter')).toContain(` into ${locateCredentials('RegulatorMSP', 'arbiter')} as cert.pem and key.pem`);
  });

  it('skips the seed if the operator cannot act', () => {
    expect(again.written).toContain('not publishing the seed listings: the operator cannot act');
  });

  it('serves although the ledger does not know the operator of cast.json, and admits nobody', async () => {
    await again.end();
    const cast = join(data, 'cast.json');
    const members = JSON.parse(readFileSync(cast, 'utf8')) as readonly { readonly name: string; readonly participantId: string }[];
    const swapped = members.map((member) => (isReplaced(member) ? { ...member, participantId: shiftId(member.participantId) } : member));
    writeFileSync(cast, JSON.stringify(swapped));
    const other = await start();
    expect(other.written).toContain('serves at');
    expect(findProblem(other, 'operator')).toMatch(/CALLER_UNKNOWN: the ledger does not know it.*\n *Next step: Restore cast\.json/);
    expect(findProblem(other, 'assessor')).toContain('the operator cannot admit it');
    expect((await connectAs(data, 'provider').participant.get({ id: getParticipantId(data, 'provider') })).state).toBe('ACTIVE');
  });
});

const isReplaced = ({ name }: { readonly name: string }) => name === 'operator' || name === 'assessor';

/** Makes another participant id by moving its last character to the front. */
function shiftId(id: string): string {
  return `ptc-${id.slice(-1)}${id.slice(4, -1)}`;
}
