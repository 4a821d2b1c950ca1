import { createHash } from 'node:crypto';
import { encodeKeyPolicy } from '../support/key-policies';
import type { Operation } from '../support/probe-chaincode/operation';
import { toMspId, type AnchorCase, type Look, type Organisation, type Submit } from './anchor-case';

const value = 'the statement as it is stored';
const refused = 'ENDORSEMENT_POLICY_FAILURE';
const valid = 'VALID';
const conflict = 'MVCC_READ_CONFLICT';

/** The implicit collection of an organisation. */
const nameCollection = (organisation: Organisation) => `_implicit_org_${toMspId(organisation)}`;
const collection = nameCollection('Provider');

const requireAll = (...organisations: readonly Organisation[]) => encodeKeyPolicy(organisations.length, ...organisations.map(toMspId));
const putPublic = (key: string, to = value): Operation => ({ op: 'put', key, value: to });
const putAnchor = (key: string, to = value): Operation => ({ op: 'put-private', collection, key, value: to });
const setPolicy = (key: string, ...by: readonly Organisation[]): Operation => ({ op: 'set-policy', key, policy: requireAll(...by) });
const sealAnchor = (key: string, ...by: readonly Organisation[]): Operation => ({
  op: 'set-private-policy',
  collection,
  key,
  policy: requireAll(...by),
});
const readHash = (key: string): Operation => ({ op: 'get-private-hash', collection, key });
const readPlain = (key: string): Operation => ({ op: 'get-private', collection, key });

type Named = readonly Organisation[];

/** A transaction of the first endorser's client, whose endorsers the client names. */
const submit = (endorsers: Named, operations: readonly Operation[], expected: string): Submit => ({
  by: endorsers[0] ?? 'Exchange',
  endorsers,
  operations,
  expected,
});

/** A transaction whose endorsers the gateway plans. */
const plan = (by: Organisation, operations: readonly Operation[], expected: string): Submit => ({ by, operations, expected });
const withTransient = (step: Submit): Submit => ({ ...step, transient: { text: 'private' } });
const look = (by: Organisation, operation: Operation, answer: string): Look => ({
  by,
  looks: [operation],
  expected: JSON.stringify([answer]),
});
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** A statement that is made for the first time: the public copy under its organisation's policy, and the anchor. */
const writeAnchored = (key: string) =>
  submit(['Provider', 'Exchange'], [putPublic(key), setPolicy(key, 'Provider'), putAnchor(key)], valid);

/** A binding step: the same transaction seals both copies with the policy own AND counterparty. */
const seal = (key: string) =>
  submit(
    ['Provider', 'Exchange'],
    [putPublic(key), setPolicy(key, 'Provider', 'Buyer'), putAnchor(key), sealAnchor(key, 'Provider', 'Buyer')],
    valid,
  );

const firstWrites: readonly AnchorCase[] = [
  {
    title: 'a new statement with its anchor needs Exchange and its own organisation',
    makeSteps: (key) => [writeAnchored(key), look('Regulator', readHash(key), hashOf(value)), look('Provider', readPlain(key), value)],
  },
  {
    title: 'an anchor alone needs its own organisation only',
    makeSteps: (key) => [submit(['Provider'], [putAnchor(key)], valid), look('Buyer', readHash(key), hashOf(value))],
  },
  {
    title: 'a new public key needs the chaincode policy, also beside an anchor',
    makeSteps: (key) => [submit(['Provider'], [putPublic(key), putAnchor(key)], refused)],
  },
  {
    title: 'others create the public copy, but not the anchor',
    makeSteps: (key) => [
      submit(['Buyer', 'Exchange'], [putPublic(key), setPolicy(key, 'Provider'), putAnchor(key)], refused),
      submit(['Buyer', 'Exchange'], [putPublic(key), setPolicy(key, 'Provider')], valid),
      look('Regulator', readHash(key), ''),
    ],
  },
  {
    title: 'a key that was made PENDING is stated by its own organisation alone',
    makeSteps: (key) => [
      submit(['Buyer', 'Exchange'], [putPublic(key, 'PENDING'), setPolicy(key, 'Provider')], valid),
      submit(['Provider'], [putPublic(key), putAnchor(key)], valid),
      look('Exchange', readHash(key), hashOf(value)),
    ],
  },
  ...(['Exchange', 'Buyer', 'Regulator'] as const).map((other): AnchorCase => ({
    title: `${other} alone writes no anchor of another organisation`,
    makeSteps: (key) => [submit([other], [putAnchor(key)], refused), look('Provider', readHash(key), '')],
  })),
  {
    title: 'all other organisations together write no anchor',
    makeSteps: (key) => [submit(['Exchange', 'Buyer', 'Regulator'], [putAnchor(key)], refused)],
  },
];

const others: readonly Named[] = [['Buyer'], ['Exchange', 'Buyer'], ['Exchange', 'Buyer', 'Regulator']];
const changes: readonly (readonly [verb: string, operation: (key: string) => Operation])[] = [
  ['rewrite', (key) => putAnchor(key, 'another')],
  ['delete', (key) => ({ op: 'delete-private', collection, key })],
  ['purge', (key) => ({ op: 'purge-private', collection, key })],
  ['set a policy on', (key) => sealAnchor(key, 'Exchange', 'Buyer')],
];

const laterWrites: readonly AnchorCase[] = [
  ...changes.flatMap(([verb, change]) =>
    others.map((named): AnchorCase => ({
      title: `${named.join(' and ')} cannot ${verb} an anchor of another organisation`,
      makeSteps: (key) => [writeAnchored(key), submit(named, [change(key)], refused), look('Buyer', readHash(key), hashOf(value))],
    })),
  ),
  ...changes.map(([verb, change]): AnchorCase => ({
    title: `others cannot ${verb} an anchor that does not exist`,
    makeSteps: (key) => [submit(['Exchange', 'Buyer'], [change(key)], refused)],
  })),
  ...changes.slice(0, 3).map(([verb, change]): AnchorCase => ({
    title: `its own organisation alone can ${verb} an anchor without a policy`,
    makeSteps: (key) => [
      writeAnchored(key),
      submit(['Provider'], [change(key)], valid),
      look('Buyer', readHash(key), verb === 'rewrite' ? hashOf('another') : ''),
    ],
  })),
];

const keyPolicies: readonly AnchorCase[] = [
  {
    title: "a key policy inside a collection replaces the collection's",
    makeSteps: (key) => [
      submit(['Provider'], [putAnchor(key), sealAnchor(key, 'Exchange')], valid),
      submit(['Provider'], [putAnchor(key, 'mine')], refused),
      submit(['Exchange'], [putAnchor(key, 'not mine')], valid),
      look('Buyer', readHash(key), hashOf('not mine')),
    ],
  },
  {
    title: 'the policy that is set with the first write does not govern that write',
    makeSteps: (key) => [submit(['Exchange', 'Buyer'], [putAnchor(key), sealAnchor(key, 'Exchange', 'Buyer')], refused)],
  },
  {
    title: 'a deletion by all that the policy names removes it',
    makeSteps: (key) => [
      seal(key),
      submit(['Provider', 'Buyer'], [{ op: 'delete-private', collection, key }], valid),
      submit(['Provider'], [putAnchor(key, 'again')], valid),
    ],
  },
];

const attackers: readonly Named[] = [['Provider'], ['Buyer'], ['Provider', 'Exchange'], ['Buyer', 'Exchange']];
const attacks: readonly (readonly [what: string, operation: (key: string) => Operation])[] = [
  ['rewrite the sealed anchor', (key) => putAnchor(key, 'another')],
  ['delete the sealed anchor', (key) => ({ op: 'delete-private', collection, key })],
  ['purge the sealed anchor', (key) => ({ op: 'purge-private', collection, key })],
  ["reset the sealed anchor's policy", (key) => sealAnchor(key, 'Provider')],
  ['rewrite the sealed public copy', (key) => putPublic(key, 'another')],
  ['delete the sealed public copy', (key) => ({ op: 'delete', key })],
  ["reset the sealed public copy's policy", (key) => setPolicy(key, 'Provider')],
];

const seals: readonly AnchorCase[] = [
  {
    title: 'one transaction makes, anchors and seals a binding step',
    makeSteps: (key) => [
      seal(key),
      look('Regulator', readHash(key), hashOf(value)),
      look('Regulator', { op: 'get-policy', key }, requireAll('Provider', 'Buyer')),
      look('Provider', { op: 'get-private-policy', collection, key }, requireAll('Provider', 'Buyer')),
    ],
  },
  ...attacks.flatMap(([what, attack]) =>
    attackers.map((named): AnchorCase => ({
      title: `${named.join(' and ')} cannot ${what}`,
      makeSteps: (key) => [seal(key), submit(named, [attack(key)], refused), look('Regulator', readHash(key), hashOf(value))],
    })),
  ),
  ...attacks.map(([what, attack]): AnchorCase => ({
    title: `the organisation and its counterparty can ${what}`,
    makeSteps: (key) => [seal(key), submit(['Provider', 'Buyer'], [attack(key)], valid)],
  })),
];

const hashReads: readonly AnchorCase[] = [
  ...(['Exchange', 'Provider', 'Buyer', 'Regulator'] as const).map((by): AnchorCase => ({
    title: `the peer of ${by} reads the hash of an anchor`,
    makeSteps: (key) => [writeAnchored(key), look(by, readHash(key), hashOf(value)), look(by, readHash(`${key}-absent`), '')],
  })),
  ...(
    [
      ['rewritten', (key) => submit(['Provider'], [putAnchor(key, 'another')], valid)],
      ['deleted', (key) => submit(['Provider'], [{ op: 'delete-private', collection, key }], valid)],
      ['purged', (key) => submit(['Provider'], [{ op: 'purge-private', collection, key }], valid)],
      ['put under a policy', (key) => submit(['Provider'], [sealAnchor(key, 'Provider', 'Buyer')], valid)],
    ] as const satisfies readonly (readonly [string, (key: string) => Submit])[]
  ).map(([what, change]): AnchorCase => ({
    title: `a read of a hash conflicts with an anchor that is ${what} before it commits`,
    makeSteps: (key) => [writeAnchored(key), { both: [change(key), readAndWrite(key, conflict)] }],
  })),
  {
    title: 'a read of an absent hash conflicts with an anchor that is written before it commits',
    makeSteps: (key) => [{ both: [submit(['Provider'], [putAnchor(key)], valid), readAndWrite(key, conflict)] }],
  },
  {
    title: 'a read of a hash does not conflict with the anchor of another key',
    makeSteps: (key) => [
      writeAnchored(key),
      { both: [submit(['Provider'], [putAnchor(`${key}-other`)], valid), readAndWrite(key, valid)] },
    ],
  },
];

function readAndWrite(key: string, expected: string): Submit {
  return submit(['Buyer', 'Exchange'], [readHash(key), putPublic(`${key}-read`)], expected);
}

/** A head that two of the organisations share. */
const makeHead = (key: string, ...by: Named): Submit => submit(['Buyer', 'Exchange'], [putPublic(key), setPolicy(key, ...by)], valid);

const plans: readonly AnchorCase[] = [
  {
    title: 'a read of a hash adds nothing to the plan of a new key',
    makeSteps: (key) => [writeAnchored(key), plan('Buyer', [readHash(key), putPublic(`${key}-read`)], 'VALID by Buyer, Exchange')],
  },
  {
    title: 'a read of a hash adds nothing to the plan of a shared head',
    makeSteps: (key) => [
      writeAnchored(key),
      makeHead(`${key}-head`, 'Buyer', 'Regulator'),
      plan('Buyer', [readHash(key), putPublic(`${key}-head`, '2')], 'VALID by Buyer, Regulator'),
    ],
  },
  {
    title: "a read of an anchor's policy adds nothing to the plan",
    makeSteps: (key) => [
      writeAnchored(key),
      plan('Buyer', [{ op: 'get-private-policy', collection, key }, putPublic(`${key}-read`)], 'VALID by Buyer, Exchange'),
    ],
  },
  {
    title: 'a read in plain text leaves no plan for a new key, and the own peer for a key of the own organisation',
    makeSteps: (key) => [
      writeAnchored(key),
      plan('Provider', [readPlain(key), putPublic(`${key}-read`)], 'NO_PLAN'),
      plan('Provider', [readPlain(key), putPublic(key, '2')], 'VALID by Provider'),
    ],
  },
  {
    title: 'a new statement with its anchor is planned if it has no transient data',
    makeSteps: (key) => [plan('Provider', [putPublic(key), putAnchor(key)], 'VALID by Exchange, Provider')],
  },
  {
    title: 'a new statement with its anchor has no plan if it has transient data',
    makeSteps: (key) => [
      withTransient(plan('Provider', [putPublic(key), putAnchor(key)], 'NO_PLAN')),
      withTransient(submit(['Provider', 'Exchange'], [putPublic(key), putAnchor(key)], valid)),
    ],
  },
  {
    title: 'a statement on a key of the own organisation is planned at its peer alone',
    makeSteps: (key) => [writeAnchored(key), plan('Provider', [putPublic(key, '2'), putAnchor(key, '2')], 'VALID by Provider')],
  },
  {
    title: 'a statement that changes a shared head is planned at the peers of all',
    makeSteps: (key) => [
      makeHead(`${key}-head`, 'Provider', 'Buyer'),
      plan('Provider', [putPublic(`${key}-head`, '2'), putPublic(key), putAnchor(key)], 'VALID by Buyer, Exchange, Provider'),
    ],
  },
  {
    title: 'a change of a sealed statement is planned at the peers of both parties, also with transient data',
    makeSteps: (key) => [
      seal(key),
      plan('Provider', [putPublic(key, '2'), putAnchor(key, '2')], 'VALID by Buyer, Provider'),
      withTransient(plan('Provider', [putPublic(key, '3'), putAnchor(key, '3')], 'VALID by Buyer, Provider')),
    ],
  },
];

/** The facts that the exchange relies on when it anchors statements, as one table. */
export const anchorCases: readonly AnchorCase[] = [...firstWrites, ...laterWrites, ...keyPolicies, ...seals, ...hashReads, ...plans];
