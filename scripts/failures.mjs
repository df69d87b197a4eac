// Names every test that failed, from the reports of the two test runners: the last lines of a log are what people see of a long run.

const firstLine = (text) =>
  (text ?? '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal begin with this very character.
    .replace(/\u001b\[[0-9;]*m/g, '')
    .split('\n')[0]
    .slice(0, 200);

const vitestFailures = (report) =>
  report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    // A file that does not load has no tests to fail.
    if (status === 'failed' && assertionResults.length === 0) return [{ name, why: firstLine(message) }];
    return assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => ({ name: `${name} › ${test.fullName}`, why: firstLine(test.failureMessages[0]) }));
  });

const specsOf = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];

const playwrightFailures = (report) => [
  ...report.errors.map((error) => ({ name: 'end-to-end tests', why: firstLine(error.message) })),
  ...report.suites
    .flatMap(specsOf)
    .filter(({ ok }) => !ok)
    .map(({ file, line, title, tests }) => ({
      name: `${file}:${line} › ${title}`,
      why: firstLine(tests.flatMap(({ results }) => results).find(({ error }) => error)?.error.message),
    })),
];

/** Each failed test of a report, by either runner: `name` says where, `why` is the first line of what it said. */
export const failuresOf = (report) => (report.testResults === undefined ? playwrightFailures(report) : vitestFailures(report));
