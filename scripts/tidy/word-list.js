const lists = require('./word-list.json');
const verbs = require('./verbs.json');

const setOf = (words) => new Set(words.flat());

/** The words that the rules of language in CONTRIBUTING.md name. */
module.exports = {
  banned: setOf(lists.banned),
  bannedPhrases: lists.bannedPhrases,
  commentOpeners: setOf(lists.commentOpeners),
  titleOpeners: setOf(lists.titleOpeners),
  predicates: setOf(lists.predicates),
  participles: setOf(lists.participles),
  notParticiples: setOf(lists.notParticiples),
  booleans: setOf(lists.booleans),
  conversions: setOf(lists.conversions),
  verbs: new Set(Object.values(verbs).flatMap((line) => line.split(' '))),
};
