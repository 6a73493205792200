/** A file that the build puts into a bundle: its bytes. */
module.exports = { process: (_, path) => ({ code: `module.exports = require('node:fs').readFileSync(${JSON.stringify(path)});` }) };
