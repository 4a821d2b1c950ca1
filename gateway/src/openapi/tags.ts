/** The groups of operations: the nouns of the exchange, and what the gateway itself serves. */
export const tags: readonly { readonly name: string; readonly description: string }[] = [
  { name: 'exchange', description: 'The exchange: its parameters, organisations and presets.' },
  { name: 'participant', description: 'Participants: registration, admission and pinned certificates.' },
  { name: 'resource', description: 'Registered resources of public data.' },
  { name: 'mandate', description: 'Mandates to operate public data.' },
  { name: 'standing', description: 'Standing approvals: what an approver approves in advance.' },
  { name: 'listing', description: 'Listings: drafting, review, notice and the bytes of their files.' },
  { name: 'authorisation', description: 'Authorisations: requests, negotiation, approval and revocation.' },
  { name: 'trade', description: 'Trades: orders, prices, funding and settlement.' },
  { name: 'delivery', description: 'Deliveries: opening, bytes, feeds and acknowledgement.' },
  { name: 'dispute', description: 'Disputes on trades.' },
  { name: 'refusal', description: 'Refusals that were recorded on the ledger.' },
  { name: 'text', description: 'Private texts: reasons, claims and notes, of which others see a hash.' },
  { name: 'event', description: 'Events as they happen, and the webhooks to which they are sent.' },
  { name: 'audit', description: 'Blocks as the ledger stores them.' },
  { name: 'gateway', description: 'The health of the gateway, and this document.' },
];
