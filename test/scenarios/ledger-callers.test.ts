import { X509Certificate } from 'node:crypto';
import { hashBytes, nameFunction, toCanonicalJson, transactions, type Role } from '@databund/model';
import { Exchange, Member, makeId } from '../support/exchange';
import { makeContent, publish, makeTerms } from '../support/listings';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

let exchange: Exchange;
beforeAll(async () => {
  exchange = await Exchange.open();
});
afterAll(() => exchange.close());

async function enrolStranger(mspId = 'BuyerMSP'): Promise<Member> {
  const id = makeId('ptc');
  return new Member(exchange.network, id, await exchange.network.issueIdentity(mspId, id));
}

const makeApplication = (id: string, more: object = {}) => ({ id, name: { en: 'Newcomer' }, roles: ['buyer' as const], ...more });

describe('callers of the chaincode', () => {
  it('refuses a caller that is not registered, of another organisation, or not ACTIVE', async () => {
    const { operator } = exchange.members;
    const caller = await enrolStranger();
    expect(await caller.expectRefusal('GetExchange', {})).toBe('CALLER_UNKNOWN');
    const { revision } = await caller.call('RegisterParticipant', makeApplication(caller.id));
    expect(await caller.expectRefusal('GetExchange', {})).toBe('PARTICIPANT_NOT_ACTIVE');
    const { revision: admitted } = await operator.call('AdmitParticipant', { id: caller.id, revision });
    expect((await caller.call('GetExchange', {})).state).toBe('FOUNDED');
    const impostor = new Member(exchange.network, caller.id, await exchange.network.issueIdentity('ProviderMSP', caller.id));
    expect(await impostor.expectRefusal('GetExchange', {})).toBe('CALLER_UNKNOWN');
    await operator.call('SuspendParticipant', { id: caller.id, revision: admitted });
    expect((await caller.call('GetParticipant', { id: caller.id })).state).toBe('SUSPENDED');
    expect(await caller.expectRefusal('CreateListing', { id: makeId('lst'), content: makeContent() })).toBe('PARTICIPANT_NOT_ACTIVE');
    caller.close();
    impostor.close();
  });

  it('lets a caller register only the id in its certificate, in roles that its organisation may hold', async () => {
    const caller = await enrolStranger();
    expect(await caller.expectRefusal('RegisterParticipant', makeApplication(makeId('ptc')))).toBe('NOT_ITS_OWN_ID');
    expect(await caller.expectRefusal('RegisterParticipant', { ...makeApplication(caller.id), roles: ['operator'] })).toBe(
      'ROLE_NOT_ALLOWED',
    );
    caller.close();
  });

  it('knows a caller that pinned its certificates by those alone, until it pins others or none', async () => {
    const { operator } = exchange.members;
    const pinned = await enrolStranger();
    const { raw } = new X509Certificate(pinned.credentials.certificate);
    const { revision } = await pinned.call('RegisterParticipant', makeApplication(pinned.id, { keyHashes: [hashBytes(raw)] }));
    await operator.call('AdmitParticipant', { id: pinned.id, revision });
    expect((await pinned.call('GetExchange', {})).state).toBe('FOUNDED');
    const reissued = new Member(exchange.network, pinned.id, await exchange.network.issueIdentity('BuyerMSP', pinned.id));
    expect(await reissued.expectRefusal('GetExchange', {})).toBe('CERTIFICATE_NOT_PINNED');
    const old = hashBytes(raw);
    const next = hashBytes(new X509Certificate(reissued.credentials.certificate).raw);
    const pin = (member: Member, revisionNow: number, keyHashes: (typeof next)[]) => ({ id: member.id, revision: revisionNow, keyHashes });
    expect(await pinned.expectRefusal('PinKeys', pin(pinned, revision + 1, [next]))).toBe('CERTIFICATE_NOT_PINNED');
    await pinned.call('PinKeys', pin(pinned, revision + 1, [old, next]));
    await reissued.call('PinKeys', pin(reissued, revision + 2, [next]));
    expect(await pinned.expectRefusal('GetExchange', {})).toBe('CERTIFICATE_NOT_PINNED');
    const { keyHashes } = await reissued.call('PinKeys', pin(reissued, revision + 3, []));
    expect(keyHashes).toEqual([]);
    expect((await pinned.call('GetExchange', {})).state).toBe('FOUNDED');
    const { items } = await pinned.call('GetParticipantHistory', { id: pinned.id });
    expect(items.map(({ action }) => action).slice(2)).toEqual(['pin', 'pin', 'pin']);
    pinned.close();
    reissued.close();
  });

  it('grants a caller only those of its roles that its organisation may hold now', async () => {
    const { operator, authority, otherBuyer } = exchange.members;
    const setRoles = async (...roles: Role[]) => {
      await operator.call('SetOrganisation', { mspId: 'BuyerMSP', roles });
      const { revision } = await operator.call('GetProposal', {});
      await authority.call('AgreeToChange', { revision });
    };
    const { id: listing, version } = await publish(exchange);
    const request = () => ({ id: makeId('aut'), listing, version, terms: makeTerms() });
    const applicant = await enrolStranger();
    const { revision } = await applicant.call('RegisterParticipant', makeApplication(applicant.id));
    await setRoles('provider');
    expect(await otherBuyer.expectRefusal('RequestAuthorisation', request())).toBe('NOT_PERMITTED');
    expect(await operator.expectRefusal('AdmitParticipant', { id: applicant.id, revision })).toBe('ROLE_NOT_ALLOWED');
    await setRoles('buyer');
    expect((await otherBuyer.call('RequestAuthorisation', request())).state).toBe('REQUESTED');
    expect((await operator.call('AdmitParticipant', { id: applicant.id, revision })).state).toBe('ACTIVE');
    applicant.close();
  });

  it("refuses an input over the exchange's size limit", async () => {
    const { operator, authority, provider } = exchange.members;
    const limitBytes = 65_536;
    await operator.call('SetParameters', { parameters: { inputLimitBytes: limitBytes } });
    const { revision } = await operator.call('GetProposal', {});
    const makeInputOf = (sizeBytes: number) => {
      const makeTitled = (title: string) => ({ id: makeId('lst'), content: makeContent({ title: { en: title } }) });
      return makeTitled('x'.repeat(sizeBytes - Buffer.byteLength(toCanonicalJson(makeTitled('')))));
    };
    expect(await provider.expectRefusal('CreateListing', makeInputOf(limitBytes + 1))).toBe('INPUT_INVALID');
    expect(await provider.expectRefusal('CreateListing', makeInputOf(262_145))).toBe('INPUT_TOO_LARGE');
    await authority.call('AgreeToChange', { revision });
    expect(await provider.expectRefusal('CreateListing', makeInputOf(limitBytes))).toBe('INPUT_INVALID'); // Makes a title of this many characters.
    expect(await provider.expectRefusal('CreateListing', makeInputOf(limitBytes + 1))).toBe('INPUT_TOO_LARGE');
  });

  it('refuses an input that is not canonical JSON in UTF-8, and a function without the name of its contract', async () => {
    const { provider } = exchange.members;
    const name = nameFunction(transactions.GetListing);
    const id = makeId('lst');
    expect(await provider.expectRawRefusal(name, toCanonicalJson({ id }))).toBe('LISTING_NOT_FOUND');
    for (const input of [`{ "id":"${id}"}`, `{"id":"lst-1","id":"${id}"}`, `{"id":"${id}","version":1.0}`, Buffer.from([0xff])])
      expect(await provider.expectRawRefusal(name, input)).toBe('INPUT_INVALID');
    expect(await provider.expectRawRefusal('GetExchange', '{}')).toBe('TRANSACTION_UNKNOWN');
  });

  it('refuses every write of a participant that only audits', async () => {
    const { auditor } = exchange.members;
    expect(await auditor.expectRefusal('CreateListing', { id: makeId('lst'), content: makeContent() })).toBe('NOT_PERMITTED');
  });

  it('refuses to found the exchange a second time', async () => {
    const admin = new Member(exchange.network, 'admin', exchange.network.readAdmin('ExchangeMSP'));
    const describeFirst = (id: string) => ({ id, name: { en: 'N' } });
    const organisations = [
      { mspId: 'ExchangeMSP', roles: ['operator' as const] },
      { mspId: 'RegulatorMSP', roles: ['authority' as const] },
    ];
    const founding = {
      operatorMspId: 'ExchangeMSP',
      authorityMspId: 'RegulatorMSP',
      organisations,
      operator: describeFirst(makeId('ptc')),
      authority: describeFirst(makeId('ptc')),
    };
    expect(await admin.expectRefusal('FoundExchange', founding)).toBe('ALREADY_EXISTS');
    admin.close();
  });
});

describe('endorsement policies of keys', () => {
  it('requires two of three organisations for a submitted listing, and the own organisation for a stance', async () => {
    const { operator, provider } = exchange.members;
    const { id, version, revision } = await publish(exchange);
    const suspend = { id, version, revision };
    expect(await operator.commitCode('SuspendListing', suspend, ['ProviderMSP', 'BuyerMSP', 'RegulatorMSP'])).toBe(
      'ENDORSEMENT_POLICY_FAILURE',
    );
    const delist = { id, version, revision, reason: { code: 'other' } } as const;
    expect(await provider.commitCode('DelistListing', delist, ['ProviderMSP'])).toBe('ENDORSEMENT_POLICY_FAILURE');
    expect(await operator.commitCode('SuspendListing', suspend, ['ExchangeMSP'])).toBe('VALID');
  });

  it('requires the exchange and one other organisation for a new object', async () => {
    const { provider } = exchange.members;
    const makeCreation = () => ({ id: makeId('lst'), content: makeContent() });
    expect(await provider.commitCode('CreateListing', makeCreation(), ['ProviderMSP', 'BuyerMSP', 'RegulatorMSP'])).toBe(
      'ENDORSEMENT_POLICY_FAILURE',
    );
    expect(await provider.commitCode('CreateListing', makeCreation(), ['ExchangeMSP'])).toBe('ENDORSEMENT_POLICY_FAILURE');
    expect(await provider.commitCode('CreateListing', makeCreation(), ['ExchangeMSP', 'ProviderMSP'])).toBe('VALID');
  });
});
