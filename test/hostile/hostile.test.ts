import { writeFileSync } from 'node:fs';
import { forgetLogins } from '../../core/connections/logins';
import { forgetHostKeys } from '../../core/sources/sftp/host-key';
import { contentCases } from './cases/content';
import { egressCases } from './cases/egress';
import { ftpsCases } from './cases/ftps';
import { httpCases } from './cases/http';
import { nameCases } from './cases/names';
import { sftpCases } from './cases/sftp';
import { sshCases } from './cases/ssh';
import { tlsCases } from './cases/tls';
import { casesOf, countsOf, endingsOf, runCase, type HostileCase, type Outcome } from './hostile-case';

/** `HOSTILE=full` for the long form; `HOSTILE_ONLY` for the cases whose title has that text; `HOSTILE_TABLES` for a file with every case. */
const IS_FULL = process.env.HOSTILE === 'full';
const ONLY = process.env.HOSTILE_ONLY ?? '';
const TABLES = process.env.HOSTILE_TABLES ?? '';
const CASES: HostileCase[] = [...httpCases(IS_FULL), ...sftpCases(), ...ftpsCases(), ...contentCases(), ...egressCases(), ...nameCases(), ...tlsCases(), ...sshCases()].filter(({ title, service, operation, group }) => `${group} ${service} ${operation} ${title}`.includes(ONLY));
const all: Outcome[] = [];
const groups = [...new Set(CASES.map(({ group, service }) => `${group}: ${service}`))];

describe.each(groups)('%s', (name) => {
	afterEach(() => {
		forgetLogins();
		forgetHostKeys();
	});

	test('each case ends in its time, by its name, in bounded memory, with no secret told and nothing left open', async () => {
		const wrong: string[] = [];
		for (const one of CASES.filter(({ group, service }) => `${group}: ${service}` === name)) {
			const outcome = await runCase(one);
			all.push(outcome);
			if (outcome.wrong !== undefined) wrong.push(`${one.operation}, ${one.title}: ${outcome.wrong}`);
			forgetLogins();
			forgetHostKeys();
		}
		expect(wrong).toEqual([]);
	}, 3_600_000);
});

afterAll(() => {
	const isOfProof = ({ of }: Outcome) => of.group === 'TLS' || of.group === 'SSH';
	const sections: [string, Outcome[]][] = [['Hostile servers', all.filter((outcome) => !isOfProof(outcome))], ['TLS and SSH', all.filter(isOfProof)]];
	for (const [title, some] of sections) process.stdout.write(`\n${title}: ${some.length} cases, ${some.filter(({ wrong }) => wrong !== undefined).length} wrong\n\n${countsOf(some)}\n`);
	if (!TABLES) return;
	writeFileSync(TABLES, `${sections.map(([title, some]) => `## ${title}\n\n${countsOf(some)}\n\n${endingsOf(some)}\n`).join('\n')}\n${casesOf(all)}\n`);
});
