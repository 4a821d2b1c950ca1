import { issueClient, type Issued, type Validity } from '@databund/devnet';

/** Issues a client certificate that names a participant, from the CA of an organisation's crypto folder. */
export function issueParticipant(home: string, participantId: string, validity?: Validity): Promise<Issued> {
  return issueClient(home, { name: participantId, attributes: { 'databund.participant': participantId }, validity });
}
