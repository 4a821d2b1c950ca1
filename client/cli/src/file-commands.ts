import type { Command } from 'commander';
import { parseIntegerIn } from './arguments';
import type { Session } from './session';
import type { DownloadOptions, UploadOptions } from './transfer-files';

/** Adds `databund upload` and `databund download`. */
export function addFiles(program: Command, session: Session): void {
  program
    .command('upload')
    .argument('<listing>', "the listing's id")
    .argument('<file>', 'the bytes of one of its held distributions')
    .option('--version <n>', 'the version; default: the newest', parseIntegerIn(1, 99_999))
    .option('--name <name>', "the distribution's name; default: the file's")
    .description('uploads the bytes of a held distribution to the gateway')
    .action(async (listing: string, file: string, options: UploadOptions) => {
      const { upload } = await import('./transfer-files.js');
      await upload(session, listing, { ...options, file });
    });
  program
    .command('download')
    .argument('<delivery>', "an open delivery's id")
    .option('--to <folder>', 'the folder to write to', '.')
    .option('--from <url>', "the gateway that holds the bytes: the provider's; default: the profile's")
    .option('--acknowledge', 'records on the ledger what was received')
    .description('downloads all files of a delivery, and resumes an interrupted download')
    .action(async (delivery: string, options: DownloadOptions) => {
      const { download } = await import('./transfer-files.js');
      await download(session, delivery, options);
    });
}
