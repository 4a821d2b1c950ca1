import { X509Certificate } from 'node:crypto';
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { Cosignature } from '@databund/audit';
import { evidencePaths } from '../http/paths';

/** Addresses of other organisations' gateways by MSP id. */
export type CosignerAddresses = Readonly<Record<string, string>>;

/** An organisation that did not sign, and why: its gateway's code, or that it gave no answer. */
export interface MissingCosigner {
  readonly mspId: string;
  readonly reason: string;
}

/** Signatures of a text, and who did not sign it. */
export interface Cosigned {
  readonly cosignatures: readonly Cosignature[];
  readonly missing: readonly MissingCosigner[];
}

const timeoutMs = 10_000;
const Answer = Type.Object({
  cosignatures: Type.Array(Type.Object({ mspId: Type.String(), certificate: Type.String(), signature: Type.String() })),
});
const Problem = Type.Object({ code: Type.String() });

/** Asks the gateways of other organisations to sign a text. Whether a signature holds is not checked here. */
export async function askCosigners(addresses: CosignerAddresses, text: string): Promise<Cosigned> {
  const answers = await Promise.all(Object.entries(addresses).map(([mspId, address]) => ask(mspId, address, text)));
  return {
    cosignatures: answers.flatMap((answer) => ('reason' in answer ? [] : [answer])),
    missing: answers.flatMap((answer) => ('reason' in answer ? [answer] : [])),
  };
}

async function ask(mspId: string, address: string, text: string): Promise<Cosignature | MissingCosigner> {
  try {
    const url = `${address.replace(/\/$/, '')}${evidencePaths.cosignature}?text=${encodeURIComponent(text)}`;
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    const body: unknown = await response.json();
    if (Value.Check(Answer, body)) return readAnswer(mspId, body.cosignatures);
    return { mspId, reason: Value.Check(Problem, body) ? body.code : 'ANSWER_INVALID' };
  } catch {
    return { mspId, reason: 'UNREACHABLE' };
  }
}

/** Takes the signature of the organisation whose gateway it is. @throws for a certificate that cannot be read */
function readAnswer(mspId: string, answers: Static<typeof Answer>['cosignatures']): Cosignature | MissingCosigner {
  const found = answers.find((each) => each.mspId === mspId);
  if (!found) return { mspId, reason: 'ANSWER_INVALID' };
  const certificate = new X509Certificate(found.certificate).toString();
  return { mspId, certificate, signature: Uint8Array.from(Buffer.from(found.signature, 'base64')) };
}
