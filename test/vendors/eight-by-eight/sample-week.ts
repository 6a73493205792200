import { createRequire } from 'node:module';

export interface SampleFile {
	path: string;
	modified: Date;
}

export interface SampleWeek {
	files: SampleFile[];
	days: string[];
	story: Record<'lateDay' | 'missing' | 'orphan' | 'empty' | 'headerOnly' | 'tooShort', string>;
}

interface Generator {
	sampleWeek(options: { lastDay: string; timeZone: string; seed?: number }): SampleWeek;
	weekOfClockChange(now: Date, timeZone: string): string;
	contentOf(file: SampleFile): Buffer;
}

/** The demo's generator, which shares no code with what is tested. */
export const { sampleWeek, weekOfClockChange, contentOf } = createRequire(__filename)('../../../demo/vendors/eight-by-eight/sample-week.js') as Generator;
