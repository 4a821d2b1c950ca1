import { toHex } from '../blocks/bytes';
import '../testing/use-node-platform';
import { BlockUpdates } from './block-updates';

const encode = (value: string) => Buffer.from(value);
const place = (namespace: string, collection = '') => ({ namespace, collection });

describe('BlockUpdates', () => {
  it('computes the commit hash that Fabric computes from flags, updates and the previous hash', () => {
    const updates = new BlockUpdates();
    updates.set(place('cc2'), 'b', { value: encode('vb'), version: '2.0' });
    updates.set(place('cc1', 'coll1'), '010203', { value: Buffer.from([4, 5, 6]), version: '2.1' });
    updates.set(place('cc1'), 'k3', { value: encode('v3'), version: '2.2' });
    updates.set(place('cc1'), 'k2', { value: encode('v2'), version: '2.1' });
    updates.set(place('cc1'), 'k1', { value: undefined, version: '2.1' });
    const hash = updates.computeCommitHash(Buffer.from([0, 11, 0]), Buffer.alloc(32, 9));
    expect(hash && toHex(hash)).toBe('7135dc5e04ee811716db37304a657c50582a43e3dae8a8574d8fcbfbea6433e0');
  });

  it('computes no commit hash if an update refers to an earlier value, which is not kept', () => {
    const updates = new BlockUpdates();
    updates.set(place('cc1'), 'k', { value: 'unknown', version: '2.1' });
    expect(updates.computeCommitHash(Buffer.from([0]), Buffer.alloc(32))).toBeUndefined();
    updates.set(place('cc1'), 'k', { value: encode('v'), version: '2.2' });
    expect(updates.computeCommitHash(Buffer.from([0]), Buffer.alloc(32))).toHaveLength(32);
  });
});
