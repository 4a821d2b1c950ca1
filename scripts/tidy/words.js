const { createProblem, getLineAt } = require('./problem');

/** Lists the patterns; none matches its own source. */
const banned = [
  { pattern: /(?<![\w.~-])[/](?:work|root|tmp|home[/]\w+|Users[/]\w+)[/]/g, why: 'a path of one machine' },
  { pattern: /(?<![\w.~-])[/]opt[/]fabric/g, why: 'a path of one machine' },
  { pattern: /\b(?:registry|proxy|npm|artifactory|nexus)[.][a-z0-9-]+[.](?:com|org|io|net|dev|cn)\b/g, why: 'the host of a registry' },
  { pattern: /\bnpm[m]irror\b/g, why: 'the host of a registry' },
  { pattern: /\b(?:[T]ODO|[F]IXME|[H]ACK)\b/g, why: 'unfinished work belongs in an issue' },
  { pattern: /\b(?:[A]I|[L]LMs?|[C]laude|[A]nthropic|[O]penAI|Chat[G]PT|[s]ub-?agents?)\b/g, why: 'not a word of this project' },
];
const leftOut = { pattern: /\b(?:it|test|describe)[.](?:skip|only|todo)\b/g, why: 'a test left out, or run alone' };
const resolved = { pattern: /"resolved": "https?:[^"]*/g, why: 'the lockfile names no registry' };

/** Reports words, paths and hosts that may not be committed. */
function checkWords(files) {
  return [...files].flatMap(([path, text]) => selectRules(path).flatMap((rule) => findMatches(path, text, rule)));
}

/** Reads only the addresses of a lockfile, because its digests can contain any word. */
function selectRules(path) {
  if (path.endsWith('package-lock.json')) return [resolved];
  return /\.test\.[jt]s$/.test(path) ? [...banned, leftOut] : banned;
}

function findMatches(path, text, { pattern, why }) {
  return [...text.matchAll(pattern)].map((found) => createProblem(path, getLineAt(text, found.index), 'word', `"${found[0]}": ${why}`));
}

module.exports = { checkWords };
