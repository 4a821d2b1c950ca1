#!/usr/bin/env node
import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import { devnet } from './devnet';
import { runNetwork } from './run-network';

setLogVerbosity(logVerbosity.NONE); // gRPC would print a taken port a second time.
void runNetwork(devnet);
