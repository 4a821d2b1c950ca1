import { Command } from 'commander';
import { makeDemoCommand } from './demo';
import { makeDoctorCommand } from './doctor';
import { makeEnrolCommand } from './enrol';
import { reportError } from './run-command';
import { makeStartCommand } from './start';

new Command('databund-exchange')
  .description('Run a whole Databund exchange on one machine.')
  .addCommand(makeStartCommand())
  .addCommand(makeEnrolCommand())
  .addCommand(makeDemoCommand())
  .addCommand(makeDoctorCommand())
  .parseAsync()
  .catch(reportError);
