const { mkdirSync, utimesSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { DateTime } = require('luxon');
const { TIME_ZONE } = require('./credential.js');
const { contentOf, sampleWeek, weekOfClockChange } = require('./sample-week.js');

/**
 * What lies on the server: the week that ends yesterday, and the one around the last change of clocks.
 * @param {{ now: Date }} options
 */
function sampleFiles({ now }) {
	const yesterday = DateTime.fromJSDate(now, { zone: TIME_ZONE }).minus({ days: 1 }).toISODate();
	const latest = sampleWeek({ lastDay: yesterday, timeZone: TIME_ZONE });
	const changing = sampleWeek({ lastDay: weekOfClockChange(now, TIME_ZONE), timeZone: TIME_ZONE, seed: 1108 });
	// Where the two overlap, the newer one counts.
	const days = new Set(latest.files.map(({ path }) => path.split('/')[0]));
	const older = changing.files.filter(({ path }) => !days.has(path.split('/')[0]) || path.startsWith('Index/'));
	return { files: [...older, ...latest.files], latest, changing };
}

/** Writes them into the folder of the server, with the times at which 8x8 would have stored them. */
function seed(folder, files) {
	for (const file of files) {
		const target = join(folder, file.path);
		mkdirSync(dirname(target), { recursive: true });
		writeFileSync(target, contentOf(file));
		utimesSync(target, file.modified, file.modified);
	}
}

module.exports = { sampleFiles, seed };
