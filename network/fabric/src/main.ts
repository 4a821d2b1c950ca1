#!/usr/bin/env node
import { runNetwork } from '@databund/devnet';
import { nativeFabric } from './native-fabric';

void runNetwork(nativeFabric);
