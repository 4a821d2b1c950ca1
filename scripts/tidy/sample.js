const { createHash } = require('node:crypto');
const { readComments } = require('./comments');
const { readTestTitles } = require('./test-titles');
const { readThrownErrors } = require('./thrown-errors');

/** Draws 20 comments, 20 test titles and 10 error texts; one seed always draws the same from the same files. */
function drawSample(files, seed) {
  const errors = readThrownErrors(files).filter(({ text }) => /['"`]/.test(text));
  return {
    seed,
    comments: draw(readComments(files), 20, `${seed}/comments`).map(({ path, line, text }) => `${path}:${line} ${text}`),
    testTitles: draw(readTestTitles(files), 20, `${seed}/titles`).map(({ path, line, title }) => `${path}:${line} ${title}`),
    errorTexts: draw(errors, 10, `${seed}/errors`).map(({ path, line, text }) => `${path}:${line} ${text}`),
  };
}

/** Sorts by a hash of seed and place, so that the draw is even and repeatable. */
function draw(all, count, seed) {
  const rank = ({ path, line }) => createHash('sha256').update(`${seed}/${path}:${line}`).digest('hex');
  return [...all]
    .map((one) => ({ one, rank: rank(one) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, count)
    .map(({ one }) => one);
}

module.exports = { drawSample };
