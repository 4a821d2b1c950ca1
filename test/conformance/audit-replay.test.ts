import { ReExecutor, checkInvariants, rulesByVersion, type ReExecutorOptions, type ReplayCode } from '@databund/audit';
import {
  believeStored,
  encodeKeyPolicy,
  hashBytes,
  hashJson,
  keys,
  makeVersionId,
  nameFunction,
  readAuthorisation,
  rulesVersion,
  toCanonicalJson,
  toStateKey,
  transactions,
} from '@databund/model';
import { ids, makeSlipTransient, slip, usualTerms } from '../support/lifecycles';
import { makeContent } from '../support/listings';
import { networkTimeoutMs } from '../support/timeouts';
import { CalledLedger, type CallOptions, type Honest } from './called-ledger';
import type { Forgery } from './forged-transaction';

const version = { id: ids.listing, version: 1 };
const draft = toStateKey(keys.listingVersion(ids.listing, 1));
const stance = toStateKey(keys.stance('listing', makeVersionId(ids.listing, 1), 'operator'));
const other = toStateKey(keys.listing('lst-00000000000000000000000002'));
const own = '_implicit_org_ProviderMSP';
const syscc = { name: '_lifecycle', version: 'syscc' };

/** Changes a record of an honest transaction. */
const rewrite =
  (key: string, change: (record: Record<string, unknown>) => object) =>
  ({ writes }: Honest): Partial<Forgery> => {
    const record = JSON.parse(Buffer.from(writes()[key]!).toString()) as Record<string, unknown>;
    return { writes: () => ({ ...writes(), [key]: Buffer.from(toCanonicalJson(change(record))) }) };
  };

const rewriteChange = (changes: object) =>
  rewrite(draft, (record) => ({ ...record, change: { ...(record['change'] as object), ...changes } }));

/** Leaves one entry out. */
function omit<T>(entries: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).filter(([name]) => name !== key));
}

const add =
  (key: string, value: string) =>
  ({ writes }: Honest): Partial<Forgery> => ({ writes: () => ({ ...writes(), [key]: Buffer.from(value) }) });

/** Gives every private value the policy of its own organisation. */
function sealAll(values: Honest['privateWrites']): Honest['privatePolicies'] {
  const policy = encodeKeyPolicy({ atLeast: 1, of: ['ProviderMSP'] });
  const seal = (hashes: Readonly<Record<string, string>>) => Object.fromEntries(Object.keys(hashes).map((hash) => [hash, policy]));
  return Object.fromEntries(Object.entries(values).map(([collection, hashes]) => [collection, seal(hashes)]));
}

/** Gives every private value the hash of another one. */
function replaceHashes(values: Honest['privateWrites']): Honest['privateWrites'] {
  const replace = (hashes: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.keys(hashes).map((hash) => [hash, 'd'.repeat(64)]));
  return Object.fromEntries(Object.entries(values).map(([collection, hashes]) => [collection, replace(hashes)]));
}

const call = (name: string, ...args: readonly string[]) => [name, ...args].map((arg) => Buffer.from(arg));

describe('replay of every call', () => {
  let drafted: CalledLedger;
  let ordered: CalledLedger;
  let called: CalledLedger;

  beforeAll(async () => {
    drafted = await CalledLedger.begin();
    await drafted.call('provider', 'CreateListing', { id: ids.listing, content: makeContent({ charge: { basis: 'priced' } }) });
    called = drafted.fork();
    await order();
    ordered = called;
  }, networkTimeoutMs); // Issues the certificates of five organisations.
  beforeEach(() => {
    called = drafted.fork();
  });

  async function replay(options?: ReExecutorOptions) {
    const reExecutor = new ReExecutor(options);
    await checkInvariants(called.ledger.blocks, { reExecutor });
    return reExecutor.getReport();
  }

  const findCodes = async () => (await replay()).findings.map(({ code }) => code);
  const submit = (options?: CallOptions) => called.call('provider', 'SubmitListing', { ...version, revision: 1 }, options);

  /** Leads to a trade that both sides can price. */
  async function order(): Promise<void> {
    await submit();
    await called.call('operator', 'ApproveListing', { ...version, revision: 2 });
    const terms = { ...usualTerms };
    await called.call('buyer', 'RequestAuthorisation', { id: ids.authorisation, listing: ids.listing, version: 1, terms });
    const { termsHash } = await readAuthorisation(believeStored(called), ids.authorisation);
    for (const name of ['provider', 'operator'] as const)
      await called.call(name, 'ApproveAuthorisation', { id: ids.authorisation, termsHash });
    await called.call('buyer', 'OrderTrade', { id: ids.trade, authorisation: ids.authorisation, kind: 'sale' });
  }

  const price = (options?: CallOptions) =>
    called.call('provider', 'PriceTrade', { id: ids.trade }, { transient: makeSlipTransient(), ...options });

  it('finds nothing in honest calls, and counts each', async () => {
    await submit();
    await called.call('buyer', 'GetExchange', {});
    expect(await replay()).toEqual({ reExecuted: 8, checkedByHashOnly: 0, answersNotCompared: 0, findings: [], findingCount: 0 });
  });

  it.each<[string, (honest: Honest) => Partial<Forgery>, readonly ReplayCode[]]>([
    ['an altered value', rewrite(draft, (record) => ({ ...record, state: 'LISTED' })), ['WRITE_DIFFERENT']],
    ['a false time', rewriteChange({ at: '2026-07-01T00:00:00.000Z' }), ['WRITE_DIFFERENT']],
    ['another actor in the change', rewriteChange({ actor: 'ptc-00000000000000000000000009' }), ['WRITE_DIFFERENT']],
    [
      'a value that is not canonical',
      ({ writes }) => ({ writes: () => ({ ...writes(), [draft]: Buffer.concat([writes()[draft]!, Buffer.from(' ')]) }) }),
      ['WRITE_DIFFERENT'],
    ],
    ['a deletion', ({ writes }) => ({ writes: () => ({ ...writes(), [draft]: undefined }) }), ['WRITE_DIFFERENT']],
    ['a further key', add(other, '{}'), ['WRITE_UNEXPECTED']],
    ['a key of a type that the rules do not have', add(toStateKey({ type: 'opinion', parts: ['1'] }), '{}'), ['KEY_UNKNOWN']],
    ['a plain key', add('settings', '1'), ['KEY_UNKNOWN']],
    ['a write that is left out', ({ writes }) => ({ writes: () => omit(writes(), stance) }), ['WRITE_MISSING']],
    [
      'a policy of another organisation',
      ({ policies }) => ({ policies: { ...policies, [stance]: encodeKeyPolicy({ atLeast: 1, of: ['BuyerMSP'] }) } }),
      ['POLICY_DIFFERENT'],
    ],
    ['a policy that is left out', ({ policies }) => ({ policies: omit(policies, stance) }), ['POLICY_MISSING']],
    [
      'a policy of a key that gets none',
      ({ policies }) => ({ policies: { ...policies, [other]: policies[stance]! } }),
      ['POLICY_UNEXPECTED'],
    ],
    ['a read that is left out', ({ reads }) => ({ reads: omit(reads, toStateKey(keys.exchange())) }), ['READ_MISSING']],
    ['a further read', ({ reads }) => ({ reads: { ...reads, [other]: undefined } }), ['READ_UNEXPECTED']],
    ['a read in another version', ({ reads }) => ({ reads: { ...reads, [draft]: [2, 0] } }), ['READ_DIFFERENT']],
    ['a range that is read', () => ({ ranges: ['a'] }), ['READ_UNEXPECTED']],
    ['no read of the definition', () => ({ definition: [] }), ['READ_MISSING']],
    ['another event', ({ event }) => ({ event: { ...event!, payload: Buffer.from('[{"type":"ListingApproved"}]') } }), ['EVENT_DIFFERENT']],
    ['an event of another name', ({ event }) => ({ event: { ...event!, name: 'databund.v2' } }), ['EVENT_DIFFERENT']],
    ['an event of another transaction', ({ event }) => ({ event: { ...event!, txId: 'another' } }), ['EVENT_DIFFERENT']],
    ['no event', () => ({ event: undefined }), ['EVENT_DIFFERENT']],
    ['another answer', ({ response }) => ({ response: { ...response, payload: Buffer.from('{}') } }), ['RESPONSE_DIFFERENT']],
    ['an answer of failure', ({ response }) => ({ response: { ...response, status: 500 } }), ['RESPONSE_DIFFERENT']],
    [
      'a further private value',
      ({ privateWrites }) => ({ privateWrites: { [own]: { ...privateWrites[own], [hashBytes('k').value]: hashBytes('v').value } } }),
      ['PRIVATE_UNEXPECTED'],
    ],
    ['no statement', () => ({ privateWrites: {} }), ['PRIVATE_MISSING']],
    ['no read of a statement', () => ({ privateReads: {} }), ['READ_MISSING']],
    ['another policy of a statement', ({ privateWrites }) => ({ privatePolicies: sealAll(privateWrites) }), ['POLICY_DIFFERENT']],
    ['no policy of a statement', () => ({ privatePolicies: {} }), ['POLICY_MISSING']],
    ['a write in another namespace', () => ({ elsewhere: { other: { k: Buffer.from('1') } } }), ['NAMESPACE_FOREIGN']],
    ['a write in the namespace of definitions', () => ({ elsewhere: { _lifecycle: { k: Buffer.from('1') } } }), ['NAMESPACE_FOREIGN']],
    ['a part of the namespace that is repeated', () => ({ elsewhere: { databund: { [draft]: Buffer.from('{}') } } }), ['WRITE_UNEXPECTED']],
    ['the name of a query', () => ({ args: call(nameFunction(transactions.GetListing), toCanonicalJson(version)) }), ['QUERY_WRITES']],
    ['an unknown function', ({ args }) => ({ args: [Buffer.from('listing:PublishListing'), args[1]!] }), ['FUNCTION_UNKNOWN']],
    ['a function without its contract', ({ args }) => ({ args: [Buffer.from('SubmitListing'), args[1]!] }), ['FUNCTION_UNKNOWN']],
    ['no arguments', () => ({ args: [] }), ['FUNCTION_UNKNOWN']],
    ['a further argument', ({ args }) => ({ args: [...args, Buffer.from('{}')] }), ['ARGUMENTS_MALFORMED']],
    ['an input with a space', ({ args }) => ({ args: [args[0]!, Buffer.concat([args[1]!, Buffer.from(' ')])] }), ['REFUSED']],
    [
      'an input with a repeated member',
      ({ args }) => ({ args: [args[0]!, Buffer.from(`{"id":"x",${Buffer.from(args[1]!).toString().slice(1)}`)] }),
      ['REFUSED'],
    ],
    ['an input that is not UTF-8', ({ args }) => ({ args: [args[0]!, Buffer.from([0xff])] }), ['REFUSED']],
    ['rules that nobody tagged', () => ({ chaincode: { name: 'databund', version: '0.9' } }), ['VERSION_NOT_IN_FORCE', 'VERSION_UNKNOWN']],
    ['writes by a definition', () => ({ chaincode: syscc, args: call('CommitChaincodeDefinition', '') }), ['NAMESPACE_FOREIGN']],
    [
      'a key of no definition',
      () => ({
        chaincode: syscc,
        args: call('CommitChaincodeDefinition', ''),
        writes: () => ({}),
        policies: {},
        privateWrites: {},
        privateReads: {},
        privatePolicies: {},
        elsewhere: { _lifecycle: { k: Buffer.from('1') } },
      }),
      ['KEY_UNKNOWN'],
    ],
    [
      'a definition that an approval writes',
      () => ({
        chaincode: syscc,
        args: call('ApproveChaincodeDefinitionForMyOrg', ''),
        writes: () => ({}),
        policies: {},
        privateWrites: {},
        privateReads: {},
        elsewhere: { _lifecycle: { 'namespaces/metadata/databund': Buffer.from('1') } },
      }),
      ['NAMESPACE_FOREIGN'],
    ],
    [
      'writes by another chaincode',
      () => ({ chaincode: { name: 'other', version: rulesVersion }, proposedTo: 'other' }),
      ['NAMESPACE_FOREIGN'],
    ],
  ])('reports a transaction with %s', async (_, forge, codes) => {
    await submit({ forge });
    expect([...new Set(await findCodes())]).toEqual(codes);
  });

  it('ignores what the contract library answers by itself, if it writes nothing', async () => {
    const empty = { writes: () => ({}), policies: {}, privateWrites: {}, privatePolicies: {}, event: undefined };
    for (const args of [[], call('org.hyperledger.fabric:GetMetadata'), call('policy:ReadKeyPolicies', '[]')])
      await submit({ forge: () => ({ ...empty, args }) });
    expect(await replay()).toMatchObject({ findingCount: 0, reExecuted: 6 });
  });

  it('names the member that differs, its value and the one expected', async () => {
    await submit({ forge: rewrite(draft, (record) => ({ ...record, state: 'LISTED' })) });
    const { findings, findingCount } = await replay();
    expect(findings).toEqual([
      expect.objectContaining({ code: 'WRITE_DIFFERENT', key: draft, block: 8, details: '/state is "LISTED", "IN_REVIEW" expected' }),
    ]);
    expect(findingCount).toBe(1);
  });

  it('finds a call in the name of a participant without the role', async () => {
    await submit();
    await called.call('operator', 'ApproveListing', { ...version, revision: 2 }, { signedBy: 'provider' });
    expect((await replay()).findings).toEqual([
      expect.objectContaining({ code: 'REFUSED', details: expect.stringContaining('NOT_PERMITTED') as string }),
    ]);
  });

  it('finds a call of a certificate that nobody registered', async () => {
    await submit({ signedBy: 'admin' });
    expect((await replay()).findings).toEqual([
      expect.objectContaining({ code: 'REFUSED', details: expect.stringContaining('CALLER_UNKNOWN') as string }),
    ]);
  });

  it('finds a write by a query that no write would make valid', async () => {
    await called.call('buyer', 'GetExchange', {}, { forge: () => ({ writes: () => ({ [other]: Buffer.from('{}') }) }) });
    expect(await findCodes()).toEqual(['QUERY_WRITES']);
  });

  it('finds a wrong answer of a query', async () => {
    await called.call('buyer', 'GetExchange', {}, { forge: ({ response }) => ({ response: { ...response, payload: Buffer.from('{}') } }) });
    expect(await findCodes()).toEqual(['RESPONSE_DIFFERENT']);
  });

  describe('calls with a transient value', () => {
    it('checks the writes by the hash of a slip that it does not have, and by the slip if it is disclosed', async () => {
      called = ordered.fork();
      await price();
      expect(await replay()).toMatchObject({ findingCount: 0, checkedByHashOnly: 1 });
      expect(await replay({ disclosed: ['another text', slip] })).toMatchObject({ findingCount: 0, checkedByHashOnly: 0 });
    });

    it.each<[string, (honest: Honest) => Partial<Forgery>, readonly ReplayCode[]]>([
      [
        'a public hash of another slip',
        rewrite(toStateKey(keys.price(ids.trade, 'provider')), (record) => ({ ...record, hash: hashBytes('x') })),
        ['WRITE_DIFFERENT'],
      ],
      ['a further key', add(other, '{}'), ['WRITE_UNEXPECTED']],
      ['no private value', () => ({ privateWrites: {} }), ['WRITE_DIFFERENT', 'PRIVATE_MISSING', 'RESPONSE_DIFFERENT']],
      [
        'the collection of another organisation',
        ({ privateWrites }) => ({ privateWrites: { _implicit_org_BuyerMSP: privateWrites[own]! } }),
        ['PRIVATE_UNEXPECTED', 'PRIVATE_MISSING'],
      ],
      [
        'another private key',
        ({ privateWrites }) => ({ privateWrites: { [own]: { [hashBytes('k').value]: Object.values(privateWrites[own]!)[0]! } } }),
        ['PRIVATE_UNEXPECTED', 'PRIVATE_MISSING', 'WRITE_DIFFERENT', 'RESPONSE_DIFFERENT'],
      ],
    ])('reports a transaction with %s', async (_, forge, codes) => {
      called = ordered.fork();
      await price({ forge });
      expect(new Set(await findCodes())).toEqual(new Set(codes));
    });

    /** Decides about a price by what its record says, as if more than the hash followed from the slip. */
    const opaque: ReExecutorOptions['rules'] = {
      [rulesVersion]: {
        ...rulesByVersion[rulesVersion]!,
        sealedInputs: {
          PriceTrade: {
            ...rulesByVersion[rulesVersion]!.sealedInputs['PriceTrade']!,
            opaque: {
              recordOf: ({ command: { id } }) => keys.price(String(id), 'provider'),
              declare: ({ transient: _transient, ...declaration }, recorded, standIn) => ({
                ...declaration,
                checks: {},
                effect: (context) => {
                  const made = declaration.effect({ ...context, transient: { slip: standIn } });
                  const [put] = made.puts;
                  return { ...made, puts: put && recorded ? [{ ...put, value: { ...put.value, ...(recorded as object) } }] : [] };
                },
              }),
            },
          },
        },
      },
    };

    it('checks by its record what depends on a text that is not known', async () => {
      called = ordered.fork();
      await price();
      expect(await replay({ rules: opaque })).toMatchObject({ findings: [], checkedByHashOnly: 1 });
    });

    it('reports a further key, another actor and another private key of a call that depends on a text that is not known', async () => {
      const record = toStateKey(keys.price(ids.trade, 'provider'));
      const forgeries: readonly ((honest: Honest) => Partial<Forgery>)[] = [
        add(other, '{}'),
        rewrite(record, (value) => ({ ...value, change: { ...(value['change'] as object), actor: 'ptc-1' } })),
        ({ privateWrites }) => ({ privateWrites: { [own]: { [hashBytes('k').value]: Object.values(privateWrites[own]!)[0]! } } }),
      ];
      for (const forge of forgeries) {
        called = ordered.fork();
        await price({ forge });
        expect((await replay({ rules: opaque })).findingCount).toBeGreaterThan(0);
      }
    });

    it('checks a recorded refusal by its hash, and decides it again if the refused input is disclosed', async () => {
      const transient = { input: { id: 'lst-00000000000000000000000009', version: 1, revision: 1 }, salt: 'a'.repeat(64) };
      const command = { transaction: 'SubmitListing', inputHash: hashJson(transient) };
      await called.call('provider', 'RecordRefusal', command, { transient });
      expect(await replay()).toMatchObject({ findings: [], checkedByHashOnly: 1 });
      const disclosed = [toCanonicalJson(transient)];
      expect(await replay({ disclosed })).toMatchObject({ findings: [], checkedByHashOnly: 0 });
      await called.call('provider', 'RecordRefusal', command, { transient, forge: add(other, '{}') });
      expect(await findCodes()).toEqual(['WRITE_UNEXPECTED']);
    });

    it('checks a kept text by its hash, or by the text if it is disclosed, and lets it write no other key', async () => {
      const transient = { salt: 'b'.repeat(64), text: 'it names bridges' };
      const command = { hash: hashJson(transient) };
      await called.call('provider', 'KeepText', command, { transient });
      expect(await replay()).toMatchObject({ findings: [], checkedByHashOnly: 1 });
      expect(await replay({ disclosed: [toCanonicalJson(transient)] })).toMatchObject({ findings: [], checkedByHashOnly: 0 });
      await called.call('provider', 'KeepText', command, { transient, forge: add(other, '{}') });
      expect(await findCodes()).toEqual(['WRITE_UNEXPECTED']);
    });

    it('checks a text that an administrator kept by its hash', async () => {
      const transient = { salt: 'd'.repeat(64), text: 'it names bridges' };
      await called.call('admin', 'KeepText', { hash: hashJson(transient) }, { transient });
      expect(await replay()).toMatchObject({ findings: [], checkedByHashOnly: 1 });
    });

    it('finds a kept text with another hash than the one in its input', async () => {
      const transient = { salt: 'c'.repeat(64), text: 'it names bridges' };
      const forge = ({ privateWrites }: Honest): Partial<Forgery> => ({ privateWrites: replaceHashes(privateWrites) });
      await called.call('provider', 'KeepText', { hash: hashJson(transient) }, { transient, forge });
      expect(await findCodes()).toEqual(['REFUSED']);
    });

    it('knows every transaction that has one', () => {
      const sealed = Object.values(transactions).filter((each) => each.kind === 'submit' && each.transient);
      expect(sealed.map(({ name }) => name)).toEqual(Object.keys(rulesByVersion[rulesVersion]!.sealedInputs));
    });
  });

  describe('versions of the rules', () => {
    it('judges a call by the version before for some blocks after a new definition', async () => {
      called.ledger.define('2.0', 2);
      await submit();
      expect(await findCodes()).toEqual([]);
    });

    it('finds a call by the version before when these blocks have passed', async () => {
      called.ledger.define('2.0', 2);
      for (let block = 0; block < 10; block += 1) called.ledger.append([]);
      await submit();
      expect(await findCodes()).toEqual(['VERSION_NOT_IN_FORCE']);
    });
  });
});
