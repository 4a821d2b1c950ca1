/** A section a life: its diagram and its table. */
function linesOfLives(model) {
  const lives = {
    Participant: model.participantLife,
    Listing: model.listingLife,
    Authorisation: model.authorisationLife,
    Trade: model.tradeLife,
    Delivery: model.deliveryLife,
    'Delivery’s window': model.windowLife,
    Dispute: model.disputeLife,
    Resource: model.resourceLife,
    Mandate: model.mandateLife,
    Designation: model.designationLife,
    'Change of the exchange': model.proposalLife,
    Stance: model.stanceLife,
  };
  return Object.entries(lives).map(([name, life]) => [`## ${name}`, diagram(life), table(life)].join('\n\n'));
}

function diagram(life) {
  const arrows = Object.entries(life).flatMap(([action, { from, to }]) =>
    from.flatMap((start) => (to === 'same' ? [start] : to).map((end) => `  ${start === 'NONE' ? '[*]' : start} --> ${end}: ${action}`)),
  );
  return ['```mermaid', 'stateDiagram-v2', ...arrows, '```'].join('\n');
}

function table(life) {
  const rows = Object.entries(life).map(
    ([action, { from, to, by }]) =>
      `| ${from.join(', ')} | ${action} | ${to === 'same' ? 'the same' : to.join(', ')} | ${by.join(', ') || 'NONE'} |`,
  );
  return ['| from | action | to | by |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

module.exports = { linesOfLives };
