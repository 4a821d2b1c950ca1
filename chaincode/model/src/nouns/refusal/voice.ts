import { defineVoice } from '../../kernel/voice';
import type { RefusalRecord } from './records';

/** Names who may record that it was refused: the participant that was refused. */
export const refusalVoice = defineVoice<RefusalRecord>({
  parties: ({ mspId }) => ({ self: mspId }),
  steps: { record: { by: ['self'], from: ['NONE'], to: ['RECORDED'], sets: 'all', names: ['caller'] } },
});
