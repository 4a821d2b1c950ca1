import { describeNode } from './node-version';

it.each(['20.19.0', '22.9.0', '22.22.1', '24.0.0', '24.15.0', '26.1.0'])('describeNode supports Node %s', (version) => {
  expect(describeNode(version)).toMatchObject({ isSupported: true });
});

it.each(['18.20.0', '20.18.3', '21.7.0', '22.8.0', '23.5.0'])(
  'describeNode rejects Node %s and names the supported versions',
  (version) => {
    expect(describeNode(version)).toEqual({ isSupported: false, advice: expect.stringContaining('20.19') as string });
  },
);

it.each([
  ['20.19.0', '24 is recommended'],
  ['22.9.0', '24 is recommended'],
  ['24.1.0', 'recommended'],
])('describeNode recommends Node 24 when it runs on %s', (version, advice) => {
  expect(describeNode(version).advice).toBe(advice);
});
