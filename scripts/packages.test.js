const { spawn } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { delimiter, join } = require('node:path');
const { compareDependencies, findFaults, findProgram } = require('./packages/inspect-packed');
const { installAlone, listInstalled, packAll } = require('./packages/install-packed');

/** All packages that are published, the one that takes longest to install and run first. */
const published = [
  ...['exchange', 'gateway', 'fabric-network', 'devnet', 'chaincode'],
  ...['model', 'client', 'cli', 'ledger-verifier', 'audit'],
].map((name) => `@databund/${name}`);
const sdk = '@databund/client';
/** Allows for downloads: npm asks the registry for what its cache lacks. */
const installTimeoutMs = 240_000;
const programTimeoutMs = 60_000;

const temporary = mkdtempSync(join(tmpdir(), 'databund-pack-'));
const getFolder = (name) => join(temporary, name.replace('/', '-'));
let packages;

beforeAll(async () => {
  packages = await packAll(temporary);
  const waiting = [...published];
  const installNext = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) await installAlone(packages, name, getFolder(name));
  };
  await Promise.all([installNext(), installNext()]);
}, installTimeoutMs);
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

it('all packages but the tests are published', () => {
  expect([...packages.keys()].sort()).toEqual([...published].sort());
});

for (const name of published)
  describe(`package ${name}`, () => {
    it('contains license, README, types and entry points, but no test code', () => {
      expect(findFaults(packages.get(name))).toEqual([]);
    });

    it('declares exactly the packages that it imports', () => {
      const installed = join(getFolder(name), 'node_modules', name);
      expect(compareDependencies(packages.get(name), installed)).toEqual({ undeclared: [], unused: [] });
    });

    it(
      'runs the program of its README',
      async () => {
        const readme = readFileSync(join(getFolder(name), 'node_modules', name, 'README.md'), 'utf8');
        const program = findProgram(readme);
        expect(program).toBeDefined();
        expect(await runProgram(program, getFolder(name))).toMatchObject({ code: 0 });
      },
      programTimeoutMs,
    );
  });

it('the SDK installs at most 15 packages, without Fabric and gRPC', () => {
  const installed = listInstalled(getFolder(sdk));
  expect(installed.length).toBeLessThanOrEqual(15);
  expect(installed.filter((name) => /^(fabric-|@hyperledger\/|@grpc\/)/.test(name))).toEqual([]);
});

it('the bundled chaincode imports only packages of Fabric', () => {
  const bundle = join(getFolder('@databund/chaincode'), 'node_modules', '@databund', 'chaincode', 'dist', 'chaincode.js');
  const imported = [...readFileSync(bundle, 'utf8').matchAll(/\brequire\("(?!node:)([^"]+)"\)/g)].map((match) => match[1]);
  expect([...new Set(imported)].sort()).toEqual(['fabric-contract-api']);
});

/** Runs a program with the installed commands on the path and without variables of this project. */
function runProgram({ extension, text }, cwd) {
  const file = join(cwd, `readme.${extension}`);
  writeFileSync(file, text);
  const [command, args] = extension === 'sh' ? ['sh', ['-e', file]] : [process.execPath, [file]];
  const kept = Object.entries(process.env).filter(([name]) => !/^(DATABUND_|NODE_|npm_)/.test(name));
  const path = `${join(cwd, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`;
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: { ...Object.fromEntries(kept), PATH: path }, timeout: programTimeoutMs - 5_000 });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    child.on('close', (code) => resolve({ code, output }));
  });
}
