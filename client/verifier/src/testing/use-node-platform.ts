import { nodePlatform } from '../platform/node-platform';
import { usePlatform } from '../platform/platform';

usePlatform(nodePlatform);
