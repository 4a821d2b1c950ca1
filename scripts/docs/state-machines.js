/** Returns one section per state machine of the model: its diagram and its table. */
function describeStateMachines(model) {
  return Object.entries(model)
    .filter(([name, value]) => /Life(cycle)?$/.test(name) && isStateMachine(value))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, rows]) => [`## ${toTitle(name)}`, drawDiagram(rows), buildTable(rows)].join('\n\n'));
}

function isStateMachine(value) {
  return Object.values(value).every((row) => Array.isArray(row.from) && Array.isArray(row.by));
}

/** Turns `participantLifecycle` into `Participant`. */
function toTitle(name) {
  const words = name
    .replace(/Life(cycle)?$/, '')
    .replace(/(?=[A-Z])/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function drawDiagram(rows) {
  const arrows = Object.entries(rows).flatMap(([action, { from, to }]) =>
    from.flatMap((start) => (to === 'same' ? [start] : to).map((end) => `  ${start === 'NONE' ? '[*]' : start} --> ${end}: ${action}`)),
  );
  return ['```mermaid', 'stateDiagram-v2', ...arrows, '```'].join('\n');
}

function buildTable(rows) {
  const lines = Object.entries(rows).map(([action, { from, to, by }]) => {
    const next = to === 'same' ? 'unchanged' : to.join(', ');
    return `| ${from.join(', ')} | ${action} | ${next} | ${by.join(', ') || 'only with a step of another object'} |`;
  });
  return ['| from | action | to | by |', '| --- | --- | --- | --- |', ...lines].join('\n');
}

module.exports = { describeStateMachines };
