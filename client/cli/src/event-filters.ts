import { Option, type Command } from 'commander';
import { collectValues } from './arguments';

/** Adds the options that say which events are wanted. */
export function addFilters(command: Command): Command {
  return command
    .option('--after <id>', 'begins after this event, channel:block:transaction:index, or after a block, channel:block')
    .addOption(new Option('--kind <kind>', 'events about this kind of object; may be repeated, as may the others').argParser(collectValues))
    .addOption(new Option('--id <id>', 'events that name this object').argParser(collectValues))
    .addOption(new Option('--event <name>', 'events with this name, such as ListingApproved').argParser(collectValues));
}
