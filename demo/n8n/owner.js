/** The demo's n8n has one user, whose password is no secret: it listens on this machine only. */
const { createServer } = require('node:http');
const { freePort } = require('../lib/ports.js');

const OWNER = { email: 'demo@example.com', password: 'Recordings2Listen', firstName: 'Demo', lastName: 'User' };

/** @param {string} url of n8n */
async function setUpOwner(url) {
	const response = await postJson(`${url}/rest/owner/setup`, OWNER);
	if (response.ok || (await logIn(url)).ok) return;
	throw new Error(`n8n refused the demo's login: ${response.status} ${(await response.text()).slice(0, 300)}`);
}

async function logIn(url) {
	return await postJson(`${url}/rest/login`, { emailOrLdapLoginId: OWNER.email, password: OWNER.password });
}

/** Of a login. @param {string} url of n8n @returns {Promise<string[]>} */
async function cookiesOf(url) {
	const login = await logIn(url);
	if (!login.ok) throw new Error(`n8n refused the demo's login: ${login.status}`);
	return login.headers.getSetCookie();
}

async function postJson(url, body) {
	return await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
		signal: AbortSignal.timeout(30_000),
	});
}

/**
 * A page that logs the visitor in and sends him on to the editor: cookies hold for a host, whatever the port.
 * @param {string} url of n8n
 * @param {string} target path of the first page to show
 * @returns {Promise<{ url: string, close: () => void }>}
 */
async function openDoor(url, target) {
	const port = await freePort(5680);
	const server = createServer(async (request, response) => {
		request.resume();
		const login = await logIn(url).catch(() => undefined);
		const cookies = login?.ok ? login.headers.getSetCookie() : [];
		response.writeHead(302, { location: `${url}${target}`, 'set-cookie': cookies, 'cache-control': 'no-store' }).end();
	});
	await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', () => resolve(undefined)));
	return {
		url: `http://127.0.0.1:${port}`,
		close: () => {
			server.close();
			server.closeAllConnections();
		},
	};
}

module.exports = { OWNER, cookiesOf, setUpOwner, openDoor };
