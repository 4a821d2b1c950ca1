import { hashFounding, type CommandOf } from '@databund/model';
import { castNames, getMspId, makeId, type CastName } from './cast';
import type { FabricNetwork, NetworkOptions, TestIdentity } from './fabric-network';
import { makeFounding } from './found-exchange';
import { Member } from './member';
import { people } from './memory-world';
import { openNetwork, type NetworkName } from './open-network';
import { mapKeys } from './values';

export { makeId, type CastName } from './cast';
export { Member } from './member';

/** A founded exchange on a running network, with its participants admitted. */
export class Exchange {
  private constructor(
    readonly network: FabricNetwork,
    readonly members: Readonly<Record<CastName, Member>>,
  ) {}

  /** Starts a network with the exchange's chaincode, founds the exchange and admits the participants. */
  static async open(options: Omit<NetworkOptions, 'chaincode'> = {}, name?: NetworkName): Promise<Exchange> {
    const ids = mapKeys(castNames, () => makeId('ptc'));
    const document = makeFounding(ids.operator, ids.authority);
    const network = await openNetwork({ founding: hashFounding(document), ...options, chaincode: 'databund' }, name);
    const identities = new Map<CastName, TestIdentity>();
    for (const each of castNames) identities.set(each, await network.issueIdentity(getMspId(each), ids[each]));
    const exchange = new Exchange(
      network,
      mapKeys(castNames, (each) => new Member(network, ids[each], identities.get(each)!)),
    );
    await exchange.found(document).catch(async (error: unknown) => {
      await exchange.close();
      throw error;
    });
    return exchange;
  }

  private async found(document: CommandOf<'FoundExchange'>): Promise<void> {
    const admin = new Member(this.network, 'admin', this.network.readAdmin('ExchangeMSP'));
    await admin.call('FoundExchange', document).finally(admin.close);
    const others = castNames.filter((name) => name !== 'operator' && name !== 'authority');
    await Promise.all(others.map((name) => this.admit(name)));
  }

  private async admit(name: CastName): Promise<void> {
    const member = this.members[name];
    const { revision } = await member.call('RegisterParticipant', { id: member.id, name: { en: name }, roles: [...people[name].roles] });
    await this.members.operator.call('AdmitParticipant', { id: member.id, revision });
  }

  async close(): Promise<void> {
    for (const member of Object.values(this.members)) member.close();
    await this.network.stop();
  }
}
