import { nodePlatform } from './platform/node-platform';
import { usePlatform } from './platform/platform';

usePlatform(nodePlatform);

export { readBlockFolder, writeBlock } from './blocks/block-folder';
export { nodePlatform } from './platform/node-platform';
export { readRootFolder } from './identity/root-folder';
export * from './core';
