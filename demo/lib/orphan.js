const CHECK_EVERY_MS = 1000;

/**
 * npm ends on SIGTERM without passing it on to what it started: notice that nobody is there any more.
 * @param {() => void} onOrphaned
 */
function whenOrphaned(onOrphaned) {
	const parent = process.ppid;
	const timer = setInterval(() => {
		if (process.ppid === parent) return;
		clearInterval(timer);
		onOrphaned();
	}, CHECK_EVERY_MS);
	timer.unref();
}

module.exports = { whenOrphaned };
