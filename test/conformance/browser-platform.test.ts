import { verifyLedger, nodePlatform } from '@databund/ledger-verifier';
import { withBrowserPlatform } from '../support/browser-platform';
import { networkTimeoutMs } from '../support/timeouts';
import { readGoldenBlocks } from './golden';

jest.setTimeout(networkTimeoutMs);

describe('the verifier without node:crypto', () => {
  const read = () => readGoldenBlocks().map((block) => Uint8Array.from(block));

  it('gives the same report with @noble/curves as with node:crypto', async () => {
    const report = await withBrowserPlatform(nodePlatform, () => verifyLedger(read()));
    const { problems, ...others } = report;
    expect(problems).toEqual([]);
    expect(others).toMatchObject({ verified: true, blocks: 46 });
    expect(report).toEqual(await verifyLedger(read()));
    expect(report.checked.endorsementSignatures).toBeGreaterThan(70);
  });

  it('rejects the same signature that was changed', async () => {
    const changed = read();
    const [block = new Uint8Array()] = changed.splice(45, 1);
    const at = block.lastIndexOf(0x30);
    block[at + 5] = (block[at + 5] ?? 0) ^ 1;
    const { problems } = await withBrowserPlatform(nodePlatform, () => verifyLedger([...changed, block]));
    expect(problems.map(({ code }) => code)).toEqual((await verifyLedger([...changed, block])).problems.map(({ code }) => code));
    expect(problems.length).toBeGreaterThan(0);
  });
});
