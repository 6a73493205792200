/** Runs before all tests: in a zone with half hours, far from UTC, where a forgotten zone shows. */
module.exports = async () => {
	process.env.TZ = 'America/St_Johns';
};
