import { createRequire } from 'node:module';

export interface SampleRecording {
	name: string;
	callId?: string;
	startTime?: string;
	storedAt: string;
}

export interface SampleExport {
	name: string;
	bytes: Buffer;
	storedAt: string;
}

interface Generators {
	sampleRecordings(options: { now: Date; timeZone: string }): SampleRecording[];
	sampleExports(options: { now: Date; recordings: SampleRecording[] }): SampleExport[];
}

const load = createRequire(__filename);

/** The demo's generators, which share no code with what is tested. */
export const { sampleRecordings, sampleExports } = {
	...(load('../../../../demo/vendors/genesys/recordings.js') as Generators),
	...(load('../../../../demo/vendors/genesys/data-exports.js') as Generators),
};
