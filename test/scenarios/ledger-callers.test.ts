import { X509Certificate } from 'node:crypto';
import { hashBytes, toCanonicalJson, type Role } from '@databund/model';
import { Exchange, Member, newId } from '../support/exchange';
import { contentWith, publish, termsWith } from '../support/listings';

jest.setTimeout(120_000);

let exchange: Exchange;
beforeAll(async () => {
  exchange = await Exchange.open();
});
afterAll(() => exchange.close());

async function stranger(mspId = 'BuyerMSP'): Promise<Member> {
  const id = newId('ptc');
  return new Member(exchange.network, id, await exchange.network.identityFor(mspId, id));
}

const application = (id: string, more: object = {}) => ({ id, name: { en: 'Newcomer' }, roles: ['buyer' as const], ...more });

describe('a caller', () => {
  it('must be registered, under its own organisation, and ACTIVE', async () => {
    const { operator } = exchange.members;
    const caller = await stranger();
    expect(await caller.refusal('GetExchange', {})).toBe('CALLER_UNKNOWN');
    const { revision } = await caller.call('RegisterParticipant', application(caller.id));
    expect(await caller.refusal('GetExchange', {})).toBe('PARTICIPANT_NOT_ACTIVE');
    const { revision: admitted } = await operator.call('AdmitParticipant', { id: caller.id, revision });
    expect((await caller.call('GetExchange', {})).state).toBe('FOUNDED');
    const impostor = new Member(exchange.network, caller.id, await exchange.network.identityFor('ProviderMSP', caller.id));
    expect(await impostor.refusal('GetExchange', {})).toBe('CALLER_UNKNOWN');
    await operator.call('SuspendParticipant', { id: caller.id, revision: admitted });
    expect(await caller.refusal('ListListings', {})).toBe('PARTICIPANT_NOT_ACTIVE');
    caller.close();
    impostor.close();
  });

  it('registers only the id of its own certificate, in roles that its organisation may hold', async () => {
    const caller = await stranger();
    expect(await caller.refusal('RegisterParticipant', application(newId('ptc')))).toBe('NOT_ITS_OWN_ID');
    expect(await caller.refusal('RegisterParticipant', { ...application(caller.id), roles: ['operator'] })).toBe('ROLE_NOT_ALLOWED');
    caller.close();
  });

  it('that pinned its certificates is known by those alone, until it pins others or none', async () => {
    const { operator } = exchange.members;
    const pinned = await stranger();
    const { raw } = new X509Certificate(pinned.credentials.certificate);
    const { revision } = await pinned.call('RegisterParticipant', application(pinned.id, { keyHashes: [hashBytes(raw)] }));
    await operator.call('AdmitParticipant', { id: pinned.id, revision });
    expect((await pinned.call('GetExchange', {})).state).toBe('FOUNDED');
    const reissued = new Member(exchange.network, pinned.id, await exchange.network.identityFor('BuyerMSP', pinned.id));
    expect(await reissued.refusal('GetExchange', {})).toBe('CERTIFICATE_NOT_PINNED');
    const next = [hashBytes(new X509Certificate(reissued.credentials.certificate).raw)];
    await pinned.call('PinKeys', { id: pinned.id, revision: revision + 1, keyHashes: next });
    expect(await pinned.refusal('GetExchange', {})).toBe('CERTIFICATE_NOT_PINNED');
    const { keyHashes } = await reissued.call('PinKeys', { id: pinned.id, revision: revision + 2, keyHashes: [] });
    expect(keyHashes).toEqual([]);
    expect((await pinned.call('GetExchange', {})).state).toBe('FOUNDED');
    expect((await pinned.call('GetParticipantHistory', { id: pinned.id })).map(({ action }) => action).slice(2)).toEqual(['pin', 'pin']);
    pinned.close();
    reissued.close();
  });

  it('holds of its roles those that its organisation may hold now', async () => {
    const { operator, authority, otherBuyer } = exchange.members;
    const setRoles = async (...roles: Role[]) => {
      await operator.call('SetOrganisation', { mspId: 'BuyerMSP', roles });
      const { revision } = await operator.call('GetProposal', {});
      await authority.call('AgreeToChange', { revision });
    };
    const { id: listing, version } = await publish(exchange);
    const request = () => ({ id: newId('aut'), listing, version, terms: termsWith() });
    const applicant = await stranger();
    const { revision } = await applicant.call('RegisterParticipant', application(applicant.id));
    await setRoles('provider');
    expect(await otherBuyer.refusal('RequestAuthorisation', request())).toBe('NOT_PERMITTED');
    expect(await operator.refusal('AdmitParticipant', { id: applicant.id, revision })).toBe('ROLE_NOT_ALLOWED');
    await setRoles('buyer');
    expect((await otherBuyer.call('RequestAuthorisation', request())).state).toBe('REQUESTED');
    expect((await operator.call('AdmitParticipant', { id: applicant.id, revision })).state).toBe('ACTIVE');
    applicant.close();
  });

  it('is refused an input over the exchange’s limit', async () => {
    const { operator, authority, provider } = exchange.members;
    const limitBytes = 65_536;
    await operator.call('SetParameters', { parameters: { inputLimitBytes: limitBytes } });
    const { revision } = await operator.call('GetProposal', {});
    const exactly = (sizeBytes: number) => {
      const sized = (title: string) => ({ id: newId('lst'), content: contentWith({ title: { en: title } }) });
      return sized('x'.repeat(sizeBytes - Buffer.byteLength(toCanonicalJson(sized('')))));
    };
    expect(await provider.refusal('CreateListing', exactly(limitBytes + 1))).toBe('INPUT_INVALID');
    expect(await provider.refusal('CreateListing', exactly(262_145))).toBe('INPUT_TOO_LARGE');
    await authority.call('AgreeToChange', { revision });
    expect(await provider.refusal('CreateListing', exactly(limitBytes))).toBe('INPUT_INVALID'); // A title of so many characters.
    expect(await provider.refusal('CreateListing', exactly(limitBytes + 1))).toBe('INPUT_TOO_LARGE');
  });

  it('that only audits changes nothing', async () => {
    const { auditor } = exchange.members;
    expect(await auditor.refusal('CreateListing', { id: newId('lst'), content: contentWith() })).toBe('NOT_PERMITTED');
  });

  it('cannot found the exchange a second time', async () => {
    const admin = new Member(exchange.network, 'admin', exchange.network.adminOf('ExchangeMSP'));
    const first = (id: string) => ({ id, name: { en: 'N' } });
    const organisations = [
      { mspId: 'ExchangeMSP', roles: ['operator' as const] },
      { mspId: 'RegulatorMSP', roles: ['authority' as const] },
    ];
    const founding = {
      operatorMspId: 'ExchangeMSP',
      authorityMspId: 'RegulatorMSP',
      organisations,
      operator: first(newId('ptc')),
      authority: first(newId('ptc')),
    };
    expect(await admin.refusal('FoundExchange', founding)).toBe('ALREADY_EXISTS');
    admin.close();
  });
});

describe('the endorsement of a key', () => {
  it('of a submitted listing is that of two of its three organisations, and of a stance that of its own', async () => {
    const { operator, provider } = exchange.members;
    const { id, version, revision } = await publish(exchange);
    const suspend = { id, version, revision };
    expect(await operator.commitCode('SuspendListing', suspend, ['ProviderMSP', 'BuyerMSP', 'RegulatorMSP'])).toBe(
      'ENDORSEMENT_POLICY_FAILURE',
    );
    const delist = { id, version, revision, reason: 'r' };
    expect(await provider.commitCode('DelistListing', delist, ['ProviderMSP'])).toBe('ENDORSEMENT_POLICY_FAILURE');
    expect(await operator.commitCode('SuspendListing', suspend, ['ExchangeMSP'])).toBe('VALID');
  });

  it('of a new object is the exchange’s with one other organisation’s', async () => {
    const { provider } = exchange.members;
    const creation = () => ({ id: newId('lst'), content: contentWith() });
    expect(await provider.commitCode('CreateListing', creation(), ['ProviderMSP', 'BuyerMSP', 'RegulatorMSP'])).toBe(
      'ENDORSEMENT_POLICY_FAILURE',
    );
    expect(await provider.commitCode('CreateListing', creation(), ['ExchangeMSP'])).toBe('ENDORSEMENT_POLICY_FAILURE');
    expect(await provider.commitCode('CreateListing', creation(), ['ExchangeMSP', 'ProviderMSP'])).toBe('VALID');
  });
});
