import { BlockUpdates } from './block-updates';

const text = (value: string) => Buffer.from(value);
const at = (namespace: string, collection = '') => ({ namespace, collection });

describe('the commit hash of a block', () => {
  it('is that which Fabric computes of flags, updates and the hash before', () => {
    const updates = new BlockUpdates();
    updates.set(at('cc2'), 'b', { value: text('vb'), version: '2.0' });
    updates.set(at('cc1', 'coll1'), '010203', { value: Buffer.from([4, 5, 6]), version: '2.1' });
    updates.set(at('cc1'), 'k3', { value: text('v3'), version: '2.2' });
    updates.set(at('cc1'), 'k2', { value: text('v2'), version: '2.1' });
    updates.set(at('cc1'), 'k1', { value: undefined, version: '2.1' });
    const hash = updates.commitHash(Buffer.from([0, 11, 0]), Buffer.alloc(32, 9));
    expect(hash?.toString('hex')).toBe('7135dc5e04ee811716db37304a657c50582a43e3dae8a8574d8fcbfbea6433e0');
  });

  it('is not computed where an older value would be needed', () => {
    const updates = new BlockUpdates();
    updates.set(at('cc1'), 'k', { value: 'unknown', version: '2.1' });
    expect(updates.commitHash(Buffer.from([0]), Buffer.alloc(32))).toBeUndefined();
    updates.set(at('cc1'), 'k', { value: text('v'), version: '2.2' });
    expect(updates.commitHash(Buffer.from([0]), Buffer.alloc(32))).toHaveLength(32);
  });
});
