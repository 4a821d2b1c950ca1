import type { Proposal, Transaction } from '@hyperledger/fabric-gateway';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import { nameFunction, toCanonicalJson, transactions, type CommandOf, type TransactionName } from '@databund/model';
import { nameCode } from './gateway-connection';
import { patchField, type Patch } from './patched-chaincode/patch';
import type { ProbeClient } from './probe-client';

/** A transaction to which a patched chaincode adds one write. */
export class PatchedCall {
  private constructor(
    private readonly client: ProbeClient,
    private readonly proposal: Proposal,
  ) {}

  static make<N extends TransactionName>(
    client: ProbeClient,
    { name, command, patch }: { readonly name: N; readonly command: CommandOf<N>; readonly patch: Patch },
  ): PatchedCall {
    const proposal = client.contract.newProposal(nameFunction(transactions[name]), {
      arguments: [toCanonicalJson(command)],
      transientData: { [patchField]: JSON.stringify(patch) },
    });
    return new PatchedCall(client, proposal);
  }

  /** Endorses the same proposal at one peer of each of these organisations. */
  endorseAt(mspIds: readonly string[]): Promise<Transaction> {
    const proposed = gateway.ProposedTransaction.deserializeBinary(this.proposal.getBytes());
    proposed.setEndorsingOrganizationsList([...mspIds]);
    return this.client.gateway.newProposal(proposed.serializeBinary()).endorse();
  }

  /** Makes a transaction with the result of one endorsement and the signatures of several. */
  graft(onto: Transaction, endorsedBy: readonly Transaction[]): Transaction {
    const prepared = gateway.PreparedTransaction.deserializeBinary(onto.getBytes());
    const envelope = prepared.getEnvelope() ?? new common.Envelope();
    envelope.setPayload(withEndorsements(envelope, endorsedBy.flatMap(readEndorsements)));
    return this.client.gateway.newTransaction(prepared.serializeBinary());
  }
}

/** Submits a transaction, and returns its validation code. */
export async function orderTransaction(transaction: Transaction): Promise<string> {
  const { code } = await (await transaction.submit()).getStatus();
  return nameCode(code);
}

function readEndorsements(transaction: Transaction): peer.Endorsement[] {
  const envelope = gateway.PreparedTransaction.deserializeBinary(transaction.getBytes()).getEnvelope() ?? new common.Envelope();
  return open(envelope).endorsed.getEndorsementsList();
}

function withEndorsements(envelope: common.Envelope, endorsements: peer.Endorsement[]): Uint8Array {
  const { payload, transaction, action, body, endorsed } = open(envelope);
  endorsed.setEndorsementsList(endorsements);
  body.setAction(endorsed);
  action.setPayload(body.serializeBinary());
  transaction.setActionsList([action]);
  payload.setData(transaction.serializeBinary());
  return payload.serializeBinary();
}

/** Decodes an envelope down to the endorsed action. */
function open(envelope: common.Envelope) {
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const transaction = peer.Transaction.deserializeBinary(payload.getData_asU8());
  const action = transaction.getActionsList()[0] ?? new peer.TransactionAction();
  const body = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8());
  return { payload, transaction, action, body, endorsed: body.getAction() ?? new peer.ChaincodeEndorsedAction() };
}
