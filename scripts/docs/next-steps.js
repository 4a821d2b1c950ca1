/** Returns a section for each noun: who acts next in each state, with the command. */
function describeNextSteps(model, awaitedActs) {
  return Object.entries(model.byNoun)
    .filter(([noun, { get }]) => model[`${noun}Lifecycle`] && listStates(get).length > 0)
    .map(
      ([noun, { get }]) =>
        `## ${noun}\n\n${buildTable(
          model,
          listStates(get).map((state) => [state, awaitedActs[noun]?.[state] ?? [], noun]),
        )}`,
    );
}

/** Returns the states that an object can have, as the form of its answer lists them. */
function listStates(get) {
  return get?.output.properties?.state?.enum ?? [];
}

function buildTable(model, rows) {
  const lines = rows.flatMap(([state, acts, noun]) =>
    acts.length === 0 ? [describeQuiet(model, state, noun)] : describeActs(model, state, acts),
  );
  return ['| state | who acts next | when | command |', '| --- | --- | --- | --- |', ...lines].join('\n');
}

/** Describes a state in which nobody is awaited: it ends by itself, it has ended, or it stays until somebody wants another. */
function describeQuiet(model, state, noun) {
  const wait = model.waits[noun]?.[state];
  const possible = Object.entries(getMachine(model, noun)).filter(([, { from, by }]) => from.includes(state) && by.length > 0);
  const rest = possible.map(([action, { by }]) => `${action} (${by.map(namePlainly).join(', ')})`).join('; ');
  if (wait && wait.end !== state) return `| ${state} | nobody | it ends by itself as ${wait.end} | |`;
  return `| ${state} | nobody | ${rest === '' ? 'it has ended' : `possible: ${rest}`} | |`;
}

const getMachine = (model, noun) => model[`${noun}Lifecycle`] ?? {};
const namePlainly = (actor) => actor.replace(/^object-/, '');

/** Joins those who take the same step for the same reason. */
function describeActs(model, state, acts) {
  const groups = new Map();
  for (const act of acts) {
    const key = `${act.step} ${act.when ?? ''}`;
    groups.set(key, { ...act, by: [...(groups.get(key)?.by ?? []), act.by] });
  }
  return [...groups.values()].map((act) => `| ${state} | ${act.by.join(', ')} | ${act.when ?? ''} | \`${writeCommand(model, act)}\` |`);
}

function writeCommand(model, { step, of }) {
  const { noun, verb, address } = model.transactions[step];
  const id = of === undefined ? 'ID' : `${of.toUpperCase()}`;
  return ['databund', noun, model.toKebabCase(verb), address.includes('id') && id, address.includes('version') && '--version N']
    .filter(Boolean)
    .join(' ');
}

module.exports = { describeNextSteps };
