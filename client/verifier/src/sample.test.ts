import { join } from 'node:path';
import { readBlockFolder } from './blocks/block-folder';
import { readRootFolder } from './identity/root-folder';
import './testing/use-node-platform';
import { verifyLedger } from './verify-ledger';

describe('the sample of the README', () => {
  const folder = join(__dirname, '../sample');
  const pinnedRoots = readRootFolder(join(folder, 'roots'));
  const verify = (roots: typeof pinnedRoots) => verifyLedger(readBlockFolder(join(folder, 'blocks')), { pinnedRoots: roots });

  it('verifies against its pinned roots', async () => {
    expect(await verify(pinnedRoots)).toMatchObject({ verified: true, blocks: 7, problems: [] });
  });

  it('reports ROOT_NOT_PINNED if the roots of two organisations are swapped', async () => {
    const { Org1MSP: one = [], Org2MSP: two = [] } = pinnedRoots;
    const { problems } = await verify({ ...pinnedRoots, Org1MSP: two, Org2MSP: one });
    expect(problems.map(({ code, details }) => `${code} ${String(details).slice(0, 'Org1MSP'.length)}`)).toEqual([
      'ROOT_NOT_PINNED Org1MSP',
      'ROOT_NOT_PINNED Org2MSP',
    ]);
  });
});
