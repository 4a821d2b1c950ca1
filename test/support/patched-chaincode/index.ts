import { X509Certificate } from 'node:crypto';
import { Contract, type Context } from 'fabric-contract-api';
import { makeContracts, readAgreedFounding } from '@databund/chaincode';
import { Change, hashBytes, toInstant, recordOf, TextAnswer, toCanonicalJson, toStateKey, type Author } from '@databund/model';
import { Type } from '@sinclair/typebox';
import { parseJson } from '../json';
import { patchField, patchForm } from './patch';

const recordForm = Type.Object({ schema: Type.Number(), state: Type.String(), change: Change });
const answerForm = Type.Record(Type.String(), Type.Unknown());

/** Writes a patch after the transaction itself. The record is well-formed and follows the one before. */
async function writePatch(context: Context): Promise<void> {
  const { stub } = context;
  const patch = stub.getTransient().get(patchField);
  if (!patch) return;
  const { key, set, policy } = parseJson(patchForm, patch);
  const stateKey = toStateKey(key);
  if (policy !== undefined) await stub.setStateValidationParameter(stateKey, Buffer.from(policy, 'base64'));
  if (!set) return;
  const bytes = await stub.getState(stateKey);
  const before = bytes.length === 0 ? undefined : parseJson(recordForm, bytes);
  const record = recordOf({ key, action: 'patch', value: { ...before, ...set } }, before, findAuthor(context));
  await stub.putState(stateKey, Buffer.from(toCanonicalJson(record)));
}

function findAuthor({ stub, clientIdentity }: Context): Author {
  const certHash = hashBytes(new X509Certificate(Buffer.from(clientIdentity.getIDBytes())).raw);
  const participantId = clientIdentity.getAttributeValue('databund.participant') ?? '';
  const caller = { participantId, mspId: clientIdentity.getMSPID(), certHash, roles: [] };
  return { caller, txId: stub.getTxID(), at: toInstant(stub.getDateTimestamp().getTime()) };
}

/** Answers as the chaincode does, but says that the bytes of every delivery may flow, and alters private texts. */
async function alterAnswer(this: Contract, ...call: Parameters<Contract['aroundTransaction']>): Promise<unknown> {
  // The contract API declares that this answers nothing.
  const answer = await (Contract.prototype.aroundTransaction.apply(this, call) as Promise<unknown>);
  const [{ stub }] = call;
  const { fcn } = stub.getFunctionAndParameters();
  if (fcn.endsWith('GetDelivery')) return toCanonicalJson({ ...parseJson(answerForm, String(answer)), flow: { isOpen: true } });
  if (!fcn.endsWith('GetDisputeText')) return answer;
  const { kept, ...rest } = parseJson(TextAnswer, String(answer));
  return toCanonicalJson({ ...rest, ...(kept && { kept: { ...kept, text: `not ${kept.text}` } }) });
}

/** The contracts that add a write to a transaction. */
const contracts = makeContracts(readAgreedFounding(process.env));
for (const contract of contracts) {
  Object.defineProperty(contract.prototype, 'afterTransaction', { value: writePatch });
  Object.defineProperty(contract.prototype, 'aroundTransaction', { value: alterAnswer });
}

export { contracts };
