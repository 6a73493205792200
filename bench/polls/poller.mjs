/**
 * A process that polls with a trigger as built, forked by index.mjs: some times to come to rest, then so many times to be
 * measured, and tells what these cost. Of n8n it has what a poll asks for.
 */
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';

const { dist, node, credential, parameters, polls } = JSON.parse(process.argv[2]);
const load = createRequire(join(dist, 'core', 'any.js'));
const { [node]: Trigger } = load(`../nodes/${node}/${node}.node.js`);
const trigger = new Trigger();
const memory = {};
const handedOn = { count: 0 };
const requests = countRequests();

for (let poll = 0; poll < polls.before; poll++) await trigger.poll.call(context());
process.send({ ready: true, handedOn: handedOn.count });
await once(process, 'message');
[handedOn.count, requests.count] = [0, 0];
const cpuBefore = process.cpuUsage();
for (let poll = 0; poll < polls.measured; poll++) await trigger.poll.call(context());
const { user, system } = process.cpuUsage(cpuBefore);
process.send({ requests: requests.count, cpuMs: (user + system) / 1000, handedOn: handedOn.count, stateBytes: JSON.stringify(memory).length });
process.disconnect();

function context() {
	return {
		getNodeParameter: (name, fallback) => parameters[name] ?? fallback,
		getCredentials: async () => credential,
		getWorkflowStaticData: () => memory,
		getMode: () => 'trigger',
		getNode: () => ({ id: 'bench', name: node, type: node, typeVersion: 1, position: [0, 0], parameters }),
		getWorkflow: () => ({ id: 'bench' }),
		getTimezone: () => 'UTC',
		getPollBudgetMs: () => 300_000,
		logger: { debug: () => {}, info: () => {}, warn: console.warn, error: console.error },
		helpers: { createDeferredPromise: () => Promise.withResolvers() },
		__emit: ([items], _, done) => {
			handedOn.count += items.length;
			done.resolve(undefined);
		},
	};
}

/** Over HTTP each request, over FTP each command. */
function countRequests() {
	const counted = { count: 0 };
	subscribe('http.client.request.start', () => counted.count++);
	const { write } = TLSSocket.prototype;
	TLSSocket.prototype.write = function (data, ...rest) {
		counted.count += String(data).match(/^[A-Z]{3,4}( .*)?\r\n/gm)?.length ?? 0;
		return write.call(this, data, ...rest);
	};
	return counted;
}
