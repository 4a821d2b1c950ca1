#!/usr/bin/env node
// Committed, so that npm can link the command before anything is built.
const { statSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const { join } = require('node:path');

const root = join(__dirname, '..');

/** Returns when a file was written, or 0 if it does not exist. */
function readMtimeMs(...path) {
  return statSync(join(root, ...path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Runs the bundle, or the modules if one of them was built later, as while the command is developed. */
function chooseEntry() {
  const builds = ['.', '../sdk', '../../chaincode/model'].map((folder) => readMtimeMs(folder, 'dist', '.tsbuildinfo'));
  return Math.max(...builds) <= readMtimeMs('dist', 'databund.js') ? '../dist/databund.js' : '../dist/main.js';
}

enableCompileCache?.(); // Node 22 and later.
require(chooseEntry());
