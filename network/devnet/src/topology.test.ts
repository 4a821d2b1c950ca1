import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePortBase, parseTopology, readTopology } from './topology';

const topology = readTopology();

describe('the topology file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'devnet-topology-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const write = (text: string) => {
    const path = join(folder, 'topology.json');
    writeFileSync(path, text);
    return path;
  };

  it('reads a topology back as it was written', () => {
    expect(readTopology(write(JSON.stringify(topology)))).toEqual(topology);
  });

  it('rejects a file that is missing or not JSON, and names its path', () => {
    expect(() => readTopology(join(folder, 'none.json'))).toThrow(join(folder, 'none.json'));
    const path = write('{');
    expect(() => readTopology(path)).toThrow(`${path} is not a valid topology:\n  cannot be read: `);
  });

  it('rejects an unknown member and names it with its place', () => {
    const organisations = topology.organisations.map((organisation) => ({ ...organisation, roles: ['buyer'] }));
    expect(() => parseTopology({ ...topology, organisations })).toThrow('/organisations/0 must NOT have additional properties: "roles"');
  });

  it('rejects missing members and names all of them', () => {
    const { channel: _, orderer: __, ...others } = topology;
    expect(() => parseTopology(others)).toThrow(/'channel'[\s\S]*'orderer'/);
  });

  const changeEndorsement = (endorsement: object) => ({ ...topology, chaincode: { ...topology.chaincode, endorsement } });
  const changeSecond = (changes: object) => ({
    ...topology,
    organisations: topology.organisations.map((organisation, index) => (index === 1 ? { ...organisation, ...changes } : organisation)),
  });

  it.each([
    ['an unknown organisation in the endorsement rule', changeEndorsement({ all: ['OtherMSP'], any: 1 }), 'names OtherMSP'],
    ['more endorsers than there are', changeEndorsement({ all: ['Org1MSP'], any: 2 }), 'any is 2, but only 1'],
    ['an endorsement rule that nobody has to satisfy', changeEndorsement({ all: [], any: 0 }), 'at least one must endorse'],
    ['an MSP id that is used twice', changeSecond({ mspId: 'Org1MSP' }), 'the MSP id Org1MSP is used twice'],
    ['a port that is used twice', changeSecond({ peerPort: 7050 }), 'the port 7050 is used twice'],
    ['a port that is out of range', changeSecond({ peerPort: 80 }), '/organisations/1/peerPort must be >= 1024'],
  ])('rejects a topology with %s', (_, changed, problem) => {
    expect(() => parseTopology(changed)).toThrow(problem);
  });
});

describe('the flag --port-base', () => {
  it.each(['1024', '7050', '63479'])('accepts %s, which moves every node to a valid port', (text) => {
    expect(parsePortBase(text, topology)).toBe(Number(text));
  });

  it.each(['', 'abc', '1.5', '-1', '0', '1023', '63480', '65000', '1e4', ' 7050', '0x1b8a'])('rejects "%s" and names the range', (text) => {
    expect(() => parsePortBase(text, topology)).toThrow(`--port-base is "${text}": expected a whole number from 1024 to 63479.`);
  });
});
