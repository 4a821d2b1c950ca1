#!/usr/bin/env node
// Committed, so that npm finds it when it links commands: what it runs is built afterwards.
require('../dist/main.js');
