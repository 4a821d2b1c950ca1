import { toHex } from '../blocks/bytes';
import { msp } from '../wire/forms';
import { Message } from '../wire/message';
import { findIdentity } from './identity';
import type { Signer } from './membership';

/** Who must sign: by role in an MSP, or one identity. */
export interface Principal {
  readonly matches: (signer: Signer) => boolean;
  /** The principal in words, such as `Org1MSP.peer`. */
  readonly text: string;
}

const classifications = { role: 0, identity: 2 };
const roles = ['member', 'admin', 'client', 'peer', 'orderer'];

/** Reads an MSPPrincipal. Other principals (by unit, anonymous, combined) are not supported and match no signer. */
export function readPrincipal(bytes: Uint8Array, notes: string[]): Principal {
  const principal = new Message(bytes, msp.MSPPrincipal, notes);
  const content = principal.getBytes('principal');
  const classification = principal.getInteger('classification');
  if (classification === classifications.identity) return readIdentityPrincipal(content);
  return classification === classifications.role
    ? readRole(content, notes)
    : { matches: () => false, text: `classification ${String(classification)} ${toHex(content)}` };
}

function readRole(content: Uint8Array, notes: string[]): Principal {
  const message = new Message(content, msp.MSPRole, notes);
  const [mspId, number] = [message.getText('mspId'), message.getInteger('role')];
  const role = roles[number];
  return {
    matches: (signer) => signer.mspId === mspId && (role === 'member' || (role !== undefined && signer.role === role)),
    text: `${mspId}.${role ?? String(number)}`,
  };
}

function readIdentityPrincipal(content: Uint8Array): Principal {
  const identity = findIdentity(content);
  return {
    matches: (signer) => identity !== undefined && signer.mspId === identity.mspId && signer.fingerprint === identity.fingerprint,
    text: identity ? `${identity.mspId} with certificate ${identity.fingerprint}` : `unreadable ${toHex(content)}`,
  };
}
