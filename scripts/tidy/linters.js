const { execFile } = require('node:child_process');
const { join, relative, sep } = require('node:path');
const { createProblem, createWarning } = require('./problem');

/** Runs Prettier and reports each file that it would change. */
async function checkFormat(root) {
  const { code, stdout, stderr } = await run(root, 'prettier/bin/prettier.cjs', ['--list-different', '.']);
  if (code > 1) return [createProblem('.prettierrc.json', 1, 'format', `Prettier failed: ${getFirstLine(stderr)}`)];
  const paths = stdout.split('\n').filter((path) => path !== '');
  return paths.map((path) => createProblem(path, 1, 'format', 'Prettier would change this file: run npm run format'));
}

/** Runs ESLint with type information. */
async function checkLint(root) {
  const { code, stdout, stderr } = await run(root, 'eslint/bin/eslint.js', ['--format', 'json', '.']);
  if (code > 1) return [createProblem('eslint.config.js', 1, 'lint', `ESLint failed: ${getFirstLine(stderr)}`)];
  return JSON.parse(stdout).flatMap(({ filePath, messages }) =>
    messages.map(({ line, ruleId, message, severity }) => {
      const path = relative(root, filePath).split(sep).join('/');
      return (severity === 2 ? createProblem : createWarning)(path, line ?? 1, ruleId ?? 'lint', message);
    }),
  );
}

function run(root, tool, args) {
  const script = join(root, 'node_modules', tool);
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { cwd: root, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 2, stdout, stderr });
    });
  });
}

function getFirstLine(text) {
  return text.split('\n').find((line) => line.trim() !== '') ?? 'no message';
}

module.exports = { checkFormat, checkLint };
