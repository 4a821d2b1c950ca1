const { execFile } = require('node:child_process');
const { join, relative, sep } = require('node:path');
const { createProblem, createWarning } = require('./problem');
const { isCode } = require('./syntax');

/** Runs Prettier and reports each file that it would change. */
async function checkFormat(root) {
  const { code, stdout, stderr } = await run(root, 'prettier/bin/prettier.cjs', ['--list-different', '--cache', '.']);
  if (code > 1) return [createProblem('.prettierrc.json', 1, 'format', `Prettier failed: ${getFirstLine(stderr)}`)];
  const paths = stdout.split('\n').filter((path) => path !== '');
  return paths.map((path) => createProblem(path, 1, 'format', 'Prettier would change this file: run npm run format'));
}

/** Runs ESLint with type information in two processes, each over half of the code. */
async function checkLint(root, files) {
  const found = await Promise.all(splitInHalves(files).map((paths) => lint(root, paths)));
  return found.flat();
}

async function lint(root, paths) {
  const { code, stdout, stderr } = await run(root, 'eslint/bin/eslint.js', ['--format', 'json', ...paths]);
  if (code > 1) return [createProblem('eslint.config.js', 1, 'lint', `ESLint failed: ${getFirstLine(stderr)}`)];
  return JSON.parse(stdout).flatMap(({ filePath, messages }) =>
    messages.map(({ line, ruleId, message, severity }) => {
      const path = relative(root, filePath).split(sep).join('/');
      return (severity === 2 ? createProblem : createWarning)(path, line ?? 1, ruleId ?? 'lint', message);
    }),
  );
}

/** Divides folders of at most two levels into two groups with about as many lines; a project of TypeScript is not split. */
function splitInHalves(files) {
  const sizes = new Map();
  for (const [path, text] of files) {
    if (!isCode(path)) continue;
    const [top, second, ...rest] = path.split('/');
    const unit = rest.length > 0 && files.has(`${top}/${second}/package.json`) ? `${top}/${second}` : top;
    sizes.set(unit, (sizes.get(unit) ?? 0) + text.length);
  }
  const halves = [0, 1].map(() => ({ paths: [], size: 0 }));
  for (const [unit, size] of [...sizes].sort(([, one], [, other]) => other - one)) {
    const half = halves[0].size <= halves[1].size ? halves[0] : halves[1];
    half.paths.push(unit);
    half.size += size;
  }
  return halves.map(({ paths }) => paths).filter((paths) => paths.length > 0);
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
