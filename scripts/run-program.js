const { spawn } = require('node:child_process');
const { join } = require('node:path');

const root = join(__dirname, '..');

/** Runs a program in the root of the repository, with its output on `stdout` (by default stderr); resolves to its exit code. */
function runProgram(program, args, env = process.env, stdout = 2) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', stdout, 2] });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** Runs a script of this folder with the Node that runs this one; resolves to its exit code. */
function runScript(name, ...args) {
  return runProgram(process.execPath, [join(__dirname, name), ...args], process.env, 1);
}

module.exports = { runProgram, runScript };
