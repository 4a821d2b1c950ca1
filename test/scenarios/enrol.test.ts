import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPortBase } from '../support/free-ports';
import type { NodeProcess } from '../support/node-process';
import { connectAs, ExchangeCommands, getParticipantId, readProfiles } from '../support/started-exchange';

jest.setTimeout(120_000); // One test enrols seven times, in processes of their own.

const folder = mkdtempSync(join(tmpdir(), 'databund-enrol-'));
const data = join(folder, 'data');
let commands: ExchangeCommands;
let exchange: NodeProcess;
beforeAll(async () => {
  commands = new ExchangeCommands(await findPortBase(23_000));
  exchange = await commands.start(['--data', data, '--no-seed']);
});
afterAll(async () => {
  await exchange.end();
  rmSync(folder, { recursive: true, force: true });
});

interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

async function enrol(flags: Readonly<Record<string, string>>, environment?: NodeJS.ProcessEnv): Promise<Outcome> {
  const words = Object.entries({ data, msp: 'BuyerMSP', roles: 'buyer', ...flags }).flatMap(([flag, value]) => [`--${flag}`, value]);
  const run = commands.run('enrol', words, environment);
  const { code } = await run.waitForEnd();
  return { code, output: run.written };
}

const listSteps = ({ output }: Outcome) => output.split('\n').flatMap((line) => (line.startsWith('- ') ? [line.slice(2)] : []));
const readMembers = () => JSON.parse(readFileSync(join(data, 'cast.json'), 'utf8')) as readonly { readonly name: string }[];
const findState = async (name: string) => (await connectAs(data, name).participant.get({ id: getParticipantId(data, name) })).state;

/** Makes Node kill the command when it prints a text, before it does what the text names. */
function killAt(text: string): NodeJS.ProcessEnv {
  const script = join(folder, 'kill.js');
  writeFileSync(
    script,
    `const write = process.stdout.write.bind(process.stdout);
     process.stdout.write = (text, ...more) => {
       if (String(text).includes(${JSON.stringify(text)})) process.kill(process.pid, 'SIGKILL');
       return write(text, ...more);
     };`,
  );
  return { NODE_OPTIONS: `--require ${script}` };
}

describe('npm run enrol', () => {
  it('enrols three participants at once, each with its profile, and keeps those of the others', async () => {
    const before = readProfiles(data).profiles;
    const names = ['broker-a', 'broker-b', 'broker-c'];
    const outcomes = await Promise.all(names.map((name) => enrol({ name, title: `Title of ${name}` })));
    expect(outcomes.map(({ code, output }) => (code === 0 ? 0 : output))).toEqual([0, 0, 0]);
    expect(readMembers().map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    expect(readProfiles(data).profiles).toMatchObject(before);
    for (const name of names) expect(await findState(name)).toBe('ACTIVE');
    const { items } = await connectAs(data, 'broker-a').participant.list({ limit: 100 });
    expect(items).toContainEqual(expect.objectContaining({ name: { en: 'Title of broker-b' }, mspId: 'BuyerMSP' }));
    expect(items.every(({ state }) => state === 'ACTIVE')).toBe(true);
    const all = ['arbiter', 'assessor', 'auditor', 'authority', 'buyer', 'buyer', 'buyer', 'buyer', 'operator', 'provider'];
    expect(items.flatMap(({ roles }) => roles).sort()).toEqual(all);
  });

  it('enrols one participant once if the same command runs three times at once', async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => enrol({ name: 'same' })));
    expect(outcomes.map(({ code, output }) => (code === 0 ? 0 : output))).toEqual([0, 0, 0]);
    expect(readMembers().filter(({ name }) => name === 'same')).toHaveLength(1);
    expect(await findState('same')).toBe('ACTIVE');
  });

  it('an interrupted enrolment is finished by the same command, which does only the missing steps', async () => {
    const steps = [
      'adding it to cast.json',
      'issuing its certificate by the CA of BuyerMSP',
      "putting its certificate into the gateway's wallet and issuing a token",
      'writing its command-line profile',
      'registering it',
      'admitting it, as the operator',
    ];
    for (const [index, step] of steps.entries()) {
      const { code, output } = await enrol({ name: 'interrupted' }, killAt(step));
      expect([step, code]).toEqual([step, null]);
      // The step at which the last run was killed is not done. A token is lost unless its profile was written.
      const killedAt = index - 1;
      const first = Math.max(0, steps[killedAt] === 'writing its command-line profile' ? killedAt - 1 : killedAt);
      expect(listSteps({ code, output })).toEqual(steps.slice(first, index));
    }
    const { code, output } = await enrol({ name: 'interrupted' });
    expect([code, listSteps({ code, output })]).toEqual([0, ['admitting it, as the operator']]);
    expect(await findState('interrupted')).toBe('ACTIVE');
    expect(readMembers().filter(({ name }) => name === 'interrupted')).toHaveLength(1);
  });

  it('leaves no draft of a certificate and no list of private keys behind', () => {
    const organisation = join(data, 'devnet', 'organisations', 'BuyerMSP', 'users');
    expect(readdirSync(organisation).filter((name) => !/^ptc-[0-9a-z]{26}$/.test(name))).toEqual(['observer']);
    expect(readdirSync(data).filter((name) => name.startsWith('enrolments'))).toEqual([]);
  });

  it('says that nothing was missing if the participant is complete', async () => {
    const { code, output } = await enrol({ name: 'buyer' });
    expect([code, listSteps({ code, output })]).toEqual([0, ['nothing was missing']]);
  });

  it.each([
    [{ name: 'buyer', roles: 'provider' }, 'its roles are buyer, not provider'],
    [{ name: 'buyer', msp: 'ProviderMSP' }, 'its organisation is BuyerMSP, not ProviderMSP'],
    [{ name: 'buyer', title: 'Other' }, 'its title is Research buyer, not Other'],
    [{ name: 'other', msp: 'NopeMSP' }, '--msp is "NopeMSP": expected one of ExchangeMSP'],
    [{ name: 'other', roles: 'buyer,king' }, '--roles has "king": expected some of provider, buyer'],
    [{ name: 'Other' }, '--name is "Other": expected at most 32'],
    [{ name: 'other', roles: 'arbiter' }, 'ROLE_NOT_ALLOWED'],
  ])('rejects %j, names what is wrong and changes nothing', async (flags, reason) => {
    const before = [readProfiles(data), readMembers()];
    const { code, output } = await enrol(flags);
    expect(output).toContain(reason);
    expect(code).toBe(1);
    expect([readProfiles(data), readMembers()]).toEqual(before);
  });

  it('rejects the name of a profile that belongs to no participant of the cast', async () => {
    const { current, profiles } = readProfiles(data);
    const mine = { url: 'http://127.0.0.1:1', token: 'my-own' };
    writeFileSync(join(data, 'profiles.json'), JSON.stringify({ current, profiles: { ...profiles, mine } }));
    const { code, output } = await enrol({ name: 'mine' });
    expect([code, output]).toEqual([1, expect.stringContaining('has a profile "mine" of a participant that is not in cast.json')]);
  });

  it('names the address at which no gateway answers', async () => {
    await exchange.end();
    const { code, output } = await enrol({ name: 'late' });
    expect([code, output]).toEqual([1, expect.stringContaining('No gateway answers at http://127.0.0.1:')]);
  });

  it('keeps an enrolled participant over a restart of the exchange, and renews its token', async () => {
    const { profiles } = readProfiles(data);
    await exchange.end();
    exchange = await commands.start(['--data', data, '--no-seed']);
    expect(exchange.written).toContain('broker-a');
    expect(readProfiles(data).profiles['broker-a']).not.toEqual(profiles['broker-a']);
    expect(await findState('broker-a')).toBe('ACTIVE');
  });
});
