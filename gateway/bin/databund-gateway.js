#!/usr/bin/env node
// Committed, because npm links the file of a command at installation, before the build.
require('../dist/main.js');
