/**
 * Loaded into Azurite before it starts (azurite.js): an upload that names a time counts as one of that time. Azurite
 * dates every blob now, and a month of recordings that all expire in the same second would not show what retention means.
 */
const { join } = require('node:path');
const { root } = require('../../lib/project.js');
const { STORED_AT_HEADER } = require('./stored-at.js');

const { default: Context } = require(join(root, 'node_modules', 'azurite', 'dist', 'src', 'blob', 'generated', 'Context'));

// What Azurite takes for the time of a request, and from there for Creation-Time and Last-Modified.
const { get, set } = Object.getOwnPropertyDescriptor(Context.prototype, 'startTime');

Object.defineProperty(Context.prototype, 'startTime', {
	set,
	get() {
		const storedAt = this.request?.getHeader(STORED_AT_HEADER);
		return storedAt ? new Date(storedAt) : get.call(this);
	},
});
