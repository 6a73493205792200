/** What the editor asks of n8n: workflows published, run, and what came out of them. */
const { setTimeout: sleep } = require('node:timers/promises');
const { unflattened } = require('../lib/execution.js');
const { cookiesOf } = require('./owner.js');

const ENDED = new Set(['success', 'error', 'crashed', 'canceled']);
const LONGEST_MS = 600_000;

/** @param {string} url of an n8n whose owner is set up */
async function openRest(url) {
	const cookie = (await cookiesOf(url)).map((one) => one.split(';')[0]).join('; ');

	/** @param {string} method @param {string} path @param {unknown} [body] */
	async function ask(method, path, body) {
		const response = await fetch(`${url}/rest${path}`, {
			method,
			headers: { 'content-type': 'application/json', cookie, connection: 'close' },
			body: body === undefined ? undefined : JSON.stringify(body),
			signal: AbortSignal.timeout(60_000),
		});
		if (!response.ok) throw new Error(`n8n answered ${method} ${path} with ${response.status}: ${(await response.text()).slice(0, 300)}`);
		return (await response.json()).data;
	}

	return {
		/** @param {string} id */
		publish: async (id) => {
			const { versionId } = await ask('GET', `/workflows/${id}`);
			await ask('POST', `/workflows/${id}/activate`, { versionId });
		},
		/** As a click on "Execute workflow" does. @param {string} id @param {string} trigger its name @returns {Promise<string>} how it ended */
		run: async (id, trigger) => {
			const workflowData = await ask('GET', `/workflows/${id}`);
			const { executionId } = await ask('POST', `/workflows/${id}/run`, { workflowData, triggerToStartFrom: { name: trigger } });
			for (const deadline = Date.now() + LONGEST_MS; Date.now() < deadline; await sleep(250)) {
				const { status } = await ask('GET', `/executions/${executionId}`);
				if (ENDED.has(status)) return status;
			}
			throw new Error(`The execution ${executionId} does not end`);
		},
		/** IDs of the last executions of a workflow. @param {string} id @returns {Promise<string[]>} */
		executions: async (id) => {
			const { results } = await ask('GET', `/executions?limit=100&filter=${encodeURIComponent(JSON.stringify({ workflowId: id }))}`);
			return results.map((execution) => String(execution.id));
		},
		/** The JSON of the items that a node of the last execution put out. @param {string} id @param {string} node */
		output: async (id, node) => {
			const { results } = await ask('GET', `/executions?limit=1&filter=${encodeURIComponent(JSON.stringify({ workflowId: id }))}`);
			const { data } = await ask('GET', `/executions/${results[0].id}`);
			const { resultData } = unflattened(data);
			if (resultData.error) throw new Error(`The workflow failed: ${resultData.error.message}`);
			return resultData.runData[node][0].data.main[0].map(({ json }) => json);
		},
	};
}

module.exports = { openRest };
